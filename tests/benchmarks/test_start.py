"""How long a person waits for the window. The aim: under a second, warm, on two cores."""

import os
import subprocess
import sys

PAINT = """
from ui.app import start
app, window = start(["planner"])
window.painted.connect(app.quit)
window.show()
app.exec()
"""


def spawn():
    subprocess.run(
        [sys.executable, "-c", PAINT],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=True,
        capture_output=True,
    )


def test_from_spawn_to_the_painted_window(benchmark, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    benchmark.pedantic(spawn, rounds=5, warmup_rounds=1)

    assert benchmark.stats.stats.min < 1.0
