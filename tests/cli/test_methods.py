"""planner methods: every setting says what it is, and what it may be."""

import pytest

from planner.features.hotspots import methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.method import METHODS
from tests.cli.towns import told


def test_every_method_is_listed_with_every_setting_and_its_explanation(capsys):
    code, found = told(capsys, "methods")

    assert code == 0
    assert {one["method"]: [p["name"] for p in one["parameters"]] for one in found} == {
        name: list(method.model_fields) for name, method in METHODS.items()
    }
    assert all(p["explanation"] and p["title"] for one in found for p in one["parameters"])
    numbers = [p for one in found for p in one["parameters"] if p["type"] in ("float", "int")]
    assert all(p["limits"] for p in numbers)


def test_a_setting_has_its_unit_default_and_limits(capsys):
    _code, [found] = told(capsys, "methods", "--method", "promap")

    reach = next(p for p in found["parameters"] if p["name"] == "reach")
    assert (reach["unit"], reach["default"], reach["limits"]) == ("m", 400, {"gt": 0, "le": 5000})
    step = next(p for p in found["parameters"] if p["name"] == "step")
    assert step["choices"] == ["half", "whole"]
    assert found["shapes"] == ["hex", "square"]


@pytest.mark.parametrize("name", METHODS)
def test_a_number_outside_its_limits_is_refused_by_name(capsys, project_file, name):
    _code, [method] = told(capsys, "methods", "--method", name)
    for one in method["parameters"]:
        if one["limits"]:
            code, found = told(
                capsys, "forecast", project_file, "--data", "x", "--method", name,
                "--origin", "2026-01-01", "--set", f"{one['name']}=-5",
            )  # fmt: skip
            assert (code, found["error"]["code"]) == (2, "bad_setting")
            assert one["name"] in found["error"]["message"]


def test_an_unknown_method_is_refused_with_those_there_are(capsys):
    code, found = told(capsys, "methods", "--method", "crystal_ball")

    assert code == 2
    assert "promap" in found["error"]["hint"] + found["error"]["message"]
