"""Imports run one way. The map below is the architecture; this test keeps it true."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Each part, and the parts it may import besides itself. Everyone may import the
# leaves, which import nothing of ours but each other.
FEATURES = ["planner.model"]
MAY_IMPORT = {
    "planner.model": [],
    "planner.store": ["planner.model"],
    "planner.features.organiser": FEATURES,
    "planner.features.hotspots": FEATURES,
    "planner.features.assessments": FEATURES,
    "planner.io": ["planner.model", "planner.features"],
    "planner.exchange": ["planner.model", "planner.store"],
    "planner.ops": [
        "planner.model",
        "planner.store",
        "planner.features",
        "planner.io",
        "planner.exchange",
    ],
    "planner.cli": ["planner.model", "planner.store", "planner.ops", "planner.sample"],
    "planner.sample": ["planner.model", "planner.store", "planner.ops"],
    "ui.jobs": ["ui.theme"],
    "ui.theme": [],
    "ui.tables": ["planner.model", "ui.theme"],
    "ui.forms": ["planner.model", "ui.tables", "ui.theme"],
    "ui.map": ["planner.model", "ui.jobs", "ui.theme"],
    "ui.plots": ["planner.model", "ui.jobs", "ui.theme"],
    "ui.shell": [
        "planner.model",
        "planner.store",
        "planner.ops",
        "planner.sample",
        "ui.jobs",
        "ui.theme",
    ],
    "ui.pages": [
        "planner.model",
        "planner.ops",
        "ui.jobs",
        "ui.tables",
        "ui.forms",
        "ui.shell",
        "ui.map",
        "ui.plots",
        "ui.theme",
    ],
}
LEAVES = [f"planner.{leaf}" for leaf in ("errors", "progress", "texts", "paths", "log", "offline")]
QT = ["PySide6", "shiboken6", "matplotlib.backends"]
FILES = sorted(p for top in ("planner", "ui") for p in (ROOT / top).rglob("*.py"))


def dotted(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def within(module, parts):
    return any(f"{module}.".startswith(f"{part}.") for part in parts)


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_imports_run_one_way(path):
    for part, allowed in MAY_IMPORT.items():
        if within(dotted(path), [part]):
            ours = [t for t in imports(path) if within(t, ["planner", "ui"])]
            assert not [t for t in ours if not within(t, [part, *allowed, *LEAVES])]


@pytest.mark.parametrize("path", FILES, ids=dotted)
def test_the_planner_knows_no_qt(path):
    if within(dotted(path), ["planner"]):
        assert not [t for t in imports(path) if within(t, QT)]
