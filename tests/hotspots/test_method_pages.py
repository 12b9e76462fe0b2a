"""Every method has a page that names all of its settings and its source."""

from pathlib import Path

import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.method import METHODS

PAGES = Path(__file__).parents[2] / "docs" / "methods"


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_a_method_has_a_page_with_its_settings_and_source(method):
    text = (PAGES / f"{method.name}.md").read_text("utf-8")

    assert f"`{method.name}`" in text.splitlines()[0]
    for setting in method.model_fields:
        assert f"| `{setting}` |" in text
    assert method.source.removeprefix("doi:") in text or not method.source.startswith("doi:")
