"""The self-test finds what is broken; that it passes is shown by running it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ui import self_test
from ui.shell.places import PLACES

ROOT = Path(__file__).parent.parent.parent

NO_NETWORK = """
import socket, sys
def refuse(*args, **kwargs):
    raise OSError("this test has no network")
socket.socket.connect = socket.socket.connect_ex = socket.socket.sendto = refuse
socket.getaddrinfo = refuse
from planner.cli.main import run
sys.argv[1:] = ["self-test", "--json"]
run()
"""


def test_the_app_works_offscreen_and_without_a_network(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", NO_NETWORK],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["ok"]
    assert report["pages"] == [place.name for place in PLACES]
    assert report["edits"] == ["sessions", "hotspots", "assessments", "protection"]
    assert report["seconds"].keys() >= {"start", "edits", "save", "reopen", "protection"}


def test_a_blank_page_has_no_shades(qtbot):
    from PySide6.QtWidgets import QWidget

    blank = QWidget()
    qtbot.addWidget(blank)

    assert self_test.shades(blank.grab()) < self_test.SHADES


def test_what_does_not_hold_is_said():
    with pytest.raises(self_test.SelfTestError, match="The page overview is blank"):
        self_test.require(False, "The page overview is blank.")
