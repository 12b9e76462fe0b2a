"""Rules of the house that no linter knows. Each names the place that breaks it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(p for top in ("planner", "ui") for p in (ROOT / top).rglob("*.py"))
UI_FILES = [path for path in FILES if path.is_relative_to(ROOT / "ui")]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
SHOWS_TEXT = {
    *("setText", "setWindowTitle", "setToolTip", "setPlaceholderText", "setAccessibleName"),
    *("setAccessibleDescription", "setTitle", "setLabelText", "setInformativeText", "setSuffix"),
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu"),
    *("Heading", "Section", "CardTitle", "Card", "Caption", "Words", "Label", "Strong", "Chip"),
    *("PrimaryButton", "LinkButton", "EmptyState", "SearchBox", "FieldLabel", "RowButton"),
    *("Offer", "command", "imports", "notify", "addTab", "addMenu"),
}
REGISTRIES = {"methods", "steps"}
SQL = ROOT / "planner" / "store" / "steps"
PROPER_NAMES = {"Urban Security Planner", "ui"}


def name_of(path):
    return str(path.relative_to(ROOT))


def tree(path):
    return ast.parse(path.read_text("utf-8"))


def called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def sets_image_key(node):
    """Return whether this is ``QImage.setText(key, value)``, which nobody sees."""
    return called(node) == "setText" and len(node.args) > 1


def words(text):
    """Return whether `text` has words to translate: two letters in a row will do."""
    letters = "".join(c if c.isalpha() else " " for c in text).split()
    return any(len(word) > 1 for word in letters)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_waits_and_nothing_spins_the_event_loop(path):
    names = {n.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)}
    imported = {
        alias.name
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Import | ast.ImportFrom)
        for alias in n.names
    }

    assert not {"processEvents", "sleep", "pyplot"} & names
    assert not {"sleep", "pyplot", "matplotlib.pyplot"} & imported


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_no_test_waits_for_a_fixed_time(path):
    names = {n.attr for n in ast.walk(tree(path)) if isinstance(n, ast.Attribute)}

    assert not {"processEvents", "sleep", "wait_for_window_shown"} & names


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_modules_and_functions_stay_small(path):
    lines = len(path.read_text("utf-8").splitlines())
    long = [
        f"{n.name}: {n.end_lineno - n.lineno + 1} lines"
        for n in ast.walk(tree(path))
        if isinstance(n, ast.FunctionDef) and n.end_lineno - n.lineno + 1 > LONGEST_FUNCTION
    ]

    assert lines <= LONGEST_MODULE or path.is_relative_to(SQL)
    assert long == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_packages_hold_one_sentence_and_no_code(path):
    if path.name == "__init__.py" and path.parent.name not in REGISTRIES:
        [only] = tree(path).body
        assert isinstance(only, ast.Expr)


@pytest.mark.parametrize("path", UI_FILES, ids=name_of)
def test_every_text_shown_is_marked_for_translation(path):
    bare = [
        f"line {arg.lineno}: {arg.value!r}"
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Call) and called(n) in SHOWS_TEXT and not sets_image_key(n)
        for arg in [*n.args, *(k.value for k in n.keywords)][:1]
        if isinstance(arg, ast.Constant)
        and isinstance(arg.value, str)
        and words(arg.value)
        and arg.value not in PROPER_NAMES
    ]

    assert bare == []


@pytest.mark.parametrize("path", UI_FILES, ids=name_of)
def test_texts_are_formatted_after_they_are_translated(path):
    early = [
        f"line {n.lineno}"
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Call)
        and called(n) in ("_", "mark", "plural")
        and any(
            not isinstance(
                arg, ast.Constant | ast.Name | ast.Attribute | ast.Subscript | ast.BoolOp | ast.Call
            )
            for arg in n.args
        )
    ]

    assert early == []


@pytest.mark.parametrize("path", UI_FILES, ids=name_of)
def test_only_palettes_name_colours(path):
    if path.name in {"palette.py", "colours.py"}:
        return
    found = [
        f"line {n.lineno}: {n.value!r}"
        for n in ast.walk(tree(path))
        if isinstance(n, ast.Constant)
        and isinstance(n.value, str)
        and n.value.startswith("#")
        and len(n.value) in (4, 7, 9)
        and all(c in "0123456789abcdefABCDEF" for c in n.value[1:])
    ]

    assert found == []
