"""Which items are asked depends on stance and forms; stages hide nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from planner.features.assessments.applicable import (
    Setting,
    SettingError,
    applicable,
    check_setting,
    usual_now,
)
from planner.features.assessments.checklist import read_checklist

PATH = Path(__file__).parents[2] / "resources" / "checklists" / "checklist_civic_tech.yaml"
CIVIC = read_checklist(PATH.read_bytes())
PLAIN = yaml.safe_load(PATH.read_text("utf-8"))


@pytest.mark.parametrize("stance", ["operate", "endorse", "use_data", "respond"])
@pytest.mark.parametrize("form", ["police_watchdog", "messaging_group", "co_design"])
def test_shown_are_the_items_of_the_stance_that_are_for_the_form_or_for_all(stance, form):
    expected = [
        item["id"]
        for item in PLAIN["items"]
        if stance in item["applies_when"]["stance"]
        and (item["applies_when"]["forms"] == "all" or form in item["applies_when"]["forms"])
    ]

    found = applicable(CIVIC, Setting(stance, "pilot", frozenset({form})))

    assert [item.id for item in found.shown] == expected
    assert found.hidden == len(PLAIN["items"]) - len(expected)


def test_the_stage_hides_nothing_and_says_what_is_usual_now():
    early, late = (applicable(CIVIC, Setting("operate", s)) for s in ("signal", "exit"))

    assert early == late
    assert [i.id for i in late.shown if usual_now(i, "exit")] == ["CT-EXI-01", "CT-EXI-02"]


def test_where_members_interfere_vigilantism_and_accuracy_apply_whatever_the_form():
    narrowed = replace(
        CIVIC,
        items=tuple(replace(i, forms=frozenset({"crime_mapping"})) for i in CIVIC.items),
    )

    def sections(interference):
        setting = Setting("operate", "pilot", frozenset({"co_design"}), interference)
        return {item.section for item in applicable(narrowed, setting).shown}

    assert sections(2) == set()
    assert sections(3) == {"VIG", "ACC"}


@pytest.mark.parametrize(
    "setting",
    [
        Setting("dream", "pilot"),
        Setting("operate", "dream"),
        Setting("operate", "pilot", frozenset({"dream"})),
    ],
)
def test_a_setting_the_checklist_does_not_know_is_refused(setting):
    with pytest.raises(SettingError, match="dream"):
        check_setting(CIVIC, setting)
