"""Nothing goes over a network, whatever a file or a library asks for."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parent.parent

OPEN_EACH = """
import sys
from planner.offline import stay_offline
if sys.argv[1] == "offline":
    stay_offline()
import pyogrio, pyproj.network
print(pyproj.network.is_network_enabled())
for source in sys.argv[2:]:
    try:
        pyogrio.read_info(source)
    except Exception:
        pass
"""


@pytest.fixture
def server():
    """A server of our own, and the list of what it has been asked for."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815  (the name is the library's)

        def log_message(self, *_args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/areas", asked
        listening.shutdown()
        thread.join()


SWITCHES = ("PROJ_NETWORK", "CPL_VSIL_CURL_ALLOWED_FILENAME", "GDAL_HTTP_PROXY")


def open_each(how, *sources):
    """Open each source in a process of its own that inherits no switch from other tests."""
    env = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OPEN_EACH, how, *sources],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True, timeout=60,
    ).stdout.strip()  # fmt: skip


def test_no_address_is_opened_as_a_layer(server):
    address, asked = server
    sources = [address, f"/vsicurl/{address}", f"GeoJSON:{address}", f"WFS:{address}"]

    assert open_each("offline", *sources) == "False"
    assert asked == []

    open_each("online", *sources)
    assert asked, "the check itself sees a request where one is made"


def network_words(path):
    words = (
        "socket",
        "urllib.request",
        "http.client",
        "requests",
        "QtNetwork",
        "ftplib",
        "smtplib",
    )
    lines = path.read_text("utf-8").splitlines()
    imports = [line.strip() for line in lines if line.strip().startswith(("import ", "from "))]
    return [line for line in imports if any(word in line for word in words)]


@pytest.mark.parametrize("part", ["planner", "ui"])
def test_our_code_imports_nothing_that_talks_to_a_network(part):
    files = list((ROOT / part).rglob("*.py"))

    assert files
    assert {str(f): found for f in files if (found := network_words(f))} == {}
