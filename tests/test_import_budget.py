"""The window is painted before anything heavy is loaded."""

import os
import subprocess
import sys

HEAVY = {
    *("sqlalchemy", "sqlmodel", "pydantic", "numpy", "pandas", "matplotlib", "scipy"),
    *("pyproj", "pyogrio", "shapely", "sklearn", "openpyxl", "yaml", "jsonschema", "typer"),
    "sqlcipher3",
}
PAINT = """
import sys
from ui.app import start
app, window = start(["planner"])
window.painted.connect(app.quit)
window.show()
app.exec()
print(*{name.partition(".")[0] for name in sys.modules})
"""
BEGIN = """
import sys
from ui.app import begin, start
app, window = start(["planner"])
begin(window, None)
print(*{name.partition(".")[0] for name in sys.modules})
"""
AFTER_BEGIN = HEAVY - {"sqlalchemy", "sqlmodel", "pydantic", "yaml", "jsonschema", "numpy"}


def loaded(code):
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return set(run.stdout.split())


def test_nothing_heavy_is_loaded_before_the_first_paint():
    names = loaded(PAINT)

    assert "PySide6" in names
    assert names & HEAVY == set()


def test_the_pages_load_without_the_libraries_of_maps_and_forecasts():
    names = loaded(BEGIN)

    assert "sqlmodel" in names
    assert names & AFTER_BEGIN == set()
