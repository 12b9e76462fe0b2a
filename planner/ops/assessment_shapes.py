"""Assessments, answers and ratings as callers outside write them, held against the checklist."""

from collections.abc import Container
from typing import Any

from planner.features.assessments.answers import ANSWER_CODES, GATE_CODES, GRADES
from planner.features.assessments.applicable import Setting, check_setting
from planner.features.assessments.checklist import Checklist
from planner.model.assessments import AssessmentRow
from planner.ops import checklists
from planner.store.store import Store
from planner.texts import _

Values = dict[str, Any]


def assessment_fields(store: Store, values: Values) -> Values:
    """Return the fields of an assessment, which keeps to the checklist's version of that day."""
    name, digest = str(values.get("checklist") or ""), str(values.get("checklist_digest") or "")
    if not digest or checklists.checklist_named(store, digest).checklist != name:
        row = checklists.checklist_named(store, name)
        pinned = {"checklist_version": row.version, "checklist_digest": row.digest}
        values = values | {"checklist": row.checklist} | pinned
    _refuse_unknown_setting(checklists.read(store, values["checklist_digest"]), values)
    return values


def _refuse_unknown_setting(checklist: Checklist, values: Values) -> None:
    """Refuse a stance, stage or form that the checklist does not have; none is not yet chosen."""
    forms = values.get("forms") or []
    if not isinstance(forms, list):
        raise TypeError(_("forms has to be a list"))
    stance = values.get("stance") or checklist.stances[0].code
    stage = values.get("stage") or checklist.lifecycle[0]
    check_setting(checklist, Setting(stance, stage, frozenset(map(str, forms))))


def answer_fields(store: Store, values: Values) -> Values:
    """Return the fields of an answer; null is an empty text."""
    found = {name: "" if value is None else value for name, value in values.items()}
    items = (item.id for item in _checklist(store, values).items)
    _refuse_unknown(found, "item", frozenset(items))
    _refuse_unknown(found, "value", {"", *ANSWER_CODES, *GATE_CODES})
    _refuse_unknown(found, "evidence", {"", *GRADES})
    return found


def rating_fields(store: Store, values: Values) -> Values:
    """Return the fields of a rating of a risk."""
    risks = (risk.id for risk in _checklist(store, values).risks)
    _refuse_unknown(values, "risk", frozenset(risks))
    return values


def _checklist(store: Store, values: Values) -> Checklist:
    row = store.row(AssessmentRow, str(values.get("assessment")))
    if row is None:
        raise ValueError(_("{name} has to be given").format(name="assessment"))
    digest = row.checklist_digest or checklists.checklist_named(store, row.checklist).digest
    return checklists.read(store, digest)


def _refuse_unknown(values: Values, name: str, known: Container[str]) -> None:
    if isinstance(values.get(name), str) and values[name] not in known:
        unknown = _("{name}: the checklist has no {value}")
        raise ValueError(unknown.format(name=name, value=values[name]))
