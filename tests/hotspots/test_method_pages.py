"""Every method has a page that tells its settings as they are, and its source."""

import re
from pathlib import Path

import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.method import METHODS
from planner.model.kinds import Choice, Kind

PAGES = Path(__file__).parents[2] / "docs" / "methods"
LIMITS = {"gt": "above {}", "ge": "{} or more", "le": "up to {}", "lt": "below {}"}

every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


def page(method):
    return (PAGES / f"{method.name}.md").read_text("utf-8")


def by_itself(field):
    """The default with its unit, as a page writes it."""
    if isinstance(field.default, bool):
        return "yes" if field.default else "no"
    if isinstance(field.default, str):
        return f"`{field.default}`"
    unit = next((kind.unit for kind in field.metadata if isinstance(kind, Kind)), "")
    return f"{field.default:g} {unit}".strip()


def may_be(field):
    """The choices or limits, as a page writes them."""
    for kind in field.metadata:
        if isinstance(kind, Choice):
            return ", ".join(f"`{code}`" for code in kind.titles)
    if field.annotation is bool:
        return "yes or no"
    told = [
        words.format(f"{getattr(limit, name):g}")
        for name, words in LIMITS.items()
        for limit in field.metadata
        if hasattr(limit, name)
    ]
    return ", ".join(told)


@every_method
def test_a_page_tells_every_setting_with_its_default_and_limits(method):
    row = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \| (.+) \|$", re.MULTILINE)
    told = {name: (default, limits) for name, default, limits, _means in row.findall(page(method))}

    assert told == {n: (by_itself(f), may_be(f)) for n, f in method.model_fields.items()}


@every_method
def test_a_page_tells_when_to_use_the_method_its_formula_its_card_and_its_source(method):
    text = page(method)

    assert f"`{method.name}`" in text.splitlines()[0]
    for part in ("**When.** ", "**Formula.** ", "**Its card says.** ", "\nSource: "):
        assert part in text
    assert method.source.removeprefix("doi:") in text or not method.source.startswith("doi:")
