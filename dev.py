"""Everything a contributor does, one command each. Needs only Python and pip.

It makes ``.venv`` from the pinned and hashed lock the first time, and again
whenever the lock has changed; otherwise it goes straight to the work.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed"
APP_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"

OLDEST, NEWEST = (3, 11), (3, 14)

# What Qt loads from the system, by the names of Debian and Ubuntu: to draw at
# all, and to open a window on a screen.
QT_DRAWS = "libglib2.0-0 libgl1 libegl1 libx11-6 libfontconfig1 libxkbcommon0 libdbus-1-3"
QT_SHOWS = (
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0"
    " libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0"
)
LOAD_QT = """
import ctypes, pathlib, sys
import PySide6
from PySide6 import QtPrintSupport, QtSvg, QtWidgets
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
for name in sys.argv[1:]:
    ctypes.CDLL(str(plugins / f"libq{name}.so"))
"""

# Settings of the caller's shell that would lead our Python or pip astray.
NOT_OURS = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PIP_USER", "PIP_TARGET")


class StopError(Exception):
    """Why the work cannot go on, and what to do about it."""


def main(arguments: list[str] | None = None) -> int:
    """Do one command; return the exit code of what it ran."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser(
        "run", help="open the app, on a copy of the sample project by default"
    )
    run.add_argument("file", nargs="?", help="a project file to open instead")
    test = commands.add_parser("test", help="run every check: format, lint, types, tests")
    test.add_argument("only", nargs="*", help="paths or options for pytest, instead of all tests")
    for name, (_work, help_line) in COMMANDS.items():
        commands.add_parser(name, help=help_line)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "run":
            return run_app(chosen.file)
        if chosen.command == "test":
            return run_checks(chosen.only)
        work, _help_line = COMMANDS[chosen.command]
        return work()
    except StopError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


# What each command does


def run_app(file: str | None) -> int:
    """Open the app; where there is no screen, prove offscreen that it works."""
    set_up(APP_LOCK)
    if has_screen():
        return call(tool("planner"), file or "--sample")
    print("There is no screen here, so the app tests itself without one.", flush=True)
    return call(tool("planner"), "self-test", QT_QPA_PLATFORM="offscreen")


def run_checks(only: list[str]) -> int:
    """Run the checks in turn and stop at the first that fails."""
    set_up(DEV_LOCK)
    checks = [
        ("formatting", [tool("ruff"), "format", "--check", "."]),
        ("lint", [tool("ruff"), "check", "."]),
        ("types", [tool("mypy")]),
        ("tests", [PYTHON, "-m", "pytest", "--cov", "--durations=12", "--durations-min=2"]),
    ]
    if only:
        checks = [("tests", [PYTHON, "-m", "pytest", *only])]
    for name, command in checks:
        print(f"\n== {name}", flush=True)
        if code := call(*command, QT_QPA_PLATFORM="offscreen"):
            raise StopError(f"The check of {name} failed (exit code {code}); see above.")
    return 0


def only_set_up() -> int:
    """Make the environment for all commands, and stop there."""
    set_up(DEV_LOCK)
    print(f"Ready. The app is {tool('planner')}.")
    return 0


def package() -> int:
    """Build the one-folder application and let it test itself."""
    set_up(DEV_LOCK)
    dist = ROOT / "dist"
    recipe = ROOT / "build" / "planner.spec"
    options = ["--noconfirm", "--log-level=WARN", "--distpath", dist, "--workpath", dist / "work"]
    if call(PYTHON, "-m", "PyInstaller", *options, recipe, PYTHONHASHSEED="1"):
        raise StopError("The application was not built; see above.")
    built = dist / "planner" / ("planner.exe" if os.name == "nt" else "planner")
    with tempfile.TemporaryDirectory() as home:
        code = subprocess.call(
            [built, "self-test", "--json"], env=bare(home), stdin=subprocess.DEVNULL
        )
    if code:
        raise StopError(f"The built application failed its self-test (exit code {code}).")
    print(f"Built and tested: {built.parent}")
    return 0


def lock() -> int:
    """Choose the newest allowed versions anew and write both lock files."""
    uv = shutil.which("uv")
    if not uv:
        raise StopError("Locking needs uv. Install it with `pip install uv` and try again.")
    options = "--universal --generate-hashes --no-emit-index-url --upgrade --quiet --no-header"
    everything = ["--extra", "dev", "--output-file", DEV_LOCK]
    app = ["--extra", "checkout", "--constraint", DEV_LOCK, "--output-file", APP_LOCK]
    for wanted in (everything, app):
        if code := call(uv, "pip", "compile", "pyproject.toml", *options.split(), *wanted):
            raise StopError(f"uv could not lock the dependencies (exit code {code}).")
    return 0


def translate() -> int:
    """Collect the texts, bring every catalogue up to date and compile it."""
    set_up(DEV_LOCK)
    return call(PYTHON, ROOT / "build" / "catalogues.py")


def bench() -> int:
    """Measure the app and its engine, and report by size and beside installed peers."""
    set_up(DEV_LOCK)
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        options = ["-q", "--benchmark-disable-gc", "--benchmark-columns=min"]
        code = call(
            PYTHON, "-m", "pytest", ROOT / "tests" / "benchmarks", *options,
            f"--benchmark-json={found}", QT_QPA_PLATFORM="offscreen",
        )  # fmt: skip
        if found.exists() and found.stat().st_size:
            call(PYTHON, ROOT / "tests" / "benchmarks" / "report.py", found)
    return code


def shots() -> int:
    """Take the pictures of every page for the documentation."""
    set_up(DEV_LOCK)
    return call(PYTHON, ROOT / "docs" / "screens.py", QT_QPA_PLATFORM="offscreen")


COMMANDS = {
    "setup": (only_set_up, "make the environment and stop there"),
    "package": (package, "build the one-folder application into dist/ and test it"),
    "bench": (bench, "measure speed and memory and report them by size"),
    "shots": (shots, "take the pictures in docs/screenshots"),
    "translate": (translate, "bring the translations in resources/locale up to date"),
    "lock": (lock, "choose dependency versions anew (needs uv)"),
}


# The environment


def set_up(lock_name: str) -> None:
    """Make `.venv` hold what the lock names, this project, and a Qt that loads."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise StopError(
            f"This is Python {sys.version.split()[0]}; the project needs 3.11 to 3.14."
            " Start dev.py with one of those, for example `python3.12 dev.py run`."
        )
    stamp = stamp_of(lock_name)
    if stamp not in stamps():
        place = f"{sys.version_info[:2]} {ROOT}"
        if place not in stamps():
            make_venv()
        install(lock_name)
        # Everything in the app's lock is in the developers' lock too.
        both = {place, stamp, stamp_of(APP_LOCK)}
        STAMP.write_text("\n".join(sorted(both)) + "\n", "utf-8")
    if sys.platform == "linux":
        make_qt_load()


def stamps() -> set[str]:
    """Return what is installed: where, for which Python, from which locks."""
    return set(STAMP.read_text("utf-8").splitlines()) if STAMP.exists() else set()


def stamp_of(lock_name: str) -> str:
    """Return a line that changes with the lock and with the project's own metadata."""
    contents = b"".join((ROOT / name).read_bytes() for name in (lock_name, "pyproject.toml"))
    return f"{lock_name} {hashlib.sha256(contents).hexdigest()}"


def make_venv() -> None:
    """Make an empty environment; it needs no pip of its own."""
    print(f"Making {VENV}", flush=True)
    options = ["--clear", "--without-pip", VENV]
    if call(outer_python(), "-m", "venv", *options):
        raise StopError(
            "Python could not make a virtual environment. On Debian and Ubuntu:"
            " apt-get install python3-venv"
        )


def outer_python() -> str:
    """Return the Python that is not inside `.venv`, even if dev.py was started from there."""
    return getattr(sys, "_base_executable", None) or sys.executable


def install(lock_name: str) -> None:
    """Install the lock with its hashes, then this project itself, in place."""
    print("Installing the pinned packages; the first time takes a minute or two.", flush=True)
    pinned = ["--require-hashes", "--no-deps", "-r", str(ROOT / lock_name)]
    ours = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for installer in installers():
        if not any(call(*installer, *wanted) for wanted in (pinned, ours)):
            return
        print("That did not work.", flush=True)
    raise StopError(
        "The packages could not be installed; the reason stands above. Check the network and,"
        " behind a proxy or mirror, pip's own settings (`pip config list`). Without pip, on"
        " Debian and Ubuntu: apt-get install python3-pip. Then give the same command again."
    )


def installers() -> list[list[str]]:
    """Return the ways to install into `.venv`, quickest first."""
    ways = []
    if uv := shutil.which("uv"):
        ways.append(
            [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
        )
    pip = [outer_python(), "-m", "pip", "--python", str(PYTHON), "--disable-pip-version-check"]
    ways.append([*pip, "install", "--quiet"])
    return ways


def make_qt_load() -> None:
    """Install or name the system libraries that Qt misses."""
    trouble = qt_trouble()
    if not trouble:
        return
    packages = f"{QT_DRAWS} {QT_SHOWS}" if has_screen() else QT_DRAWS
    if shutil.which("apt-get") is None:
        raise StopError(
            f"Qt does not load ({trouble}). Install what is missing with your system's package"
            f" manager; Debian's names are: {packages}"
        )
    if os.geteuid() != 0:
        raise StopError(
            f"Qt does not load ({trouble}). Install what it needs with:\n\n"
            f"    sudo apt-get install {packages}\n"
        )
    print("Installing the system libraries that Qt needs", flush=True)
    quietly = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", **quietly)
    call("apt-get", "install", "-qq", "--no-install-recommends", *packages.split(), **quietly)
    if trouble := qt_trouble():
        raise StopError(f"Qt still does not load ({trouble}). Try: apt-get install {packages}")


def qt_trouble() -> str:
    """Return the loader's last words if Qt does not load, "" if it does."""
    platforms = ["offscreen", "xcb"] if has_screen() else ["offscreen"]
    attempt = subprocess.run(
        [PYTHON, "-c", LOAD_QT, *platforms],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return attempt.stderr.strip().splitlines()[-1] if attempt.returncode else ""


def has_screen() -> bool:
    """Tell whether a window could be seen."""
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    return sys.platform != "linux" or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


# Running things


def tool(name: str) -> Path:
    """Return the path of a command in `.venv`."""
    return SCRIPTS / (f"{name}.exe" if os.name == "nt" else name)


def call(*command: object, **settings: str) -> int:
    """Run a command in the project's folder and return its exit code."""
    words = [str(word) for word in command]
    return subprocess.call(words, cwd=ROOT, env=environment(**settings), stdin=subprocess.DEVNULL)


def environment(**settings: str) -> dict[str, str]:
    """Return the caller's settings without those that would lead us astray."""
    return {k: v for k, v in os.environ.items() if k not in NOT_OURS} | settings


def bare(home: str) -> dict[str, str]:
    """Return the settings of a machine that has never heard of us."""
    kept = {k: os.environ[k] for k in ("PATH", "SYSTEMROOT") if k in os.environ}
    folders = dict.fromkeys(("HOME", "USERPROFILE", "USP_HOME", "TMPDIR", "TEMP"), home)
    return kept | folders | {"LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}


if __name__ == "__main__":
    sys.exit(main())
