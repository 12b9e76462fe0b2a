"""What one can do with assessments: start, answer, rate, accept, and read the verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import col, select

from planner.errors import NotFoundError, UserError
from planner.features.assessments import wording
from planner.features.assessments.acceptance import NEEDS, Acceptance, check_days, missing
from planner.features.assessments.answers import ANSWER_CODES, GATE_CODES, GRADES, Given
from planner.features.assessments.applicable import Setting, check_setting
from planner.features.assessments.checklist import Checklist, Item
from planner.features.assessments.residuals import STRENGTHS, Rating, Residual
from planner.features.assessments.scoring import Result, RiskLevels, work_out
from planner.model.assessments import (
    Answer,
    AnswerFields,
    AnswerRow,
    Assessment,
    AssessmentFields,
    AssessmentRow,
    BenefitRating,
    BenefitRatingFields,
    BenefitRatingRow,
    RiskRating,
    RiskRatingFields,
    RiskRatingRow,
)
from planner.model.records import Copy
from planner.ops import checklists
from planner.ops.marks import NO_MARKS, Marks, of_records
from planner.store.identity import natural_uid
from planner.store.store import Store
from planner.texts import _

__all__ = [
    "STRENGTHS",
    "Acceptance",
    "Checklist",
    "Item",
    "Rating",
    "Residual",
    "RiskLevels",
    "wording",
    "work_out",
]


class AnswerError(UserError):
    """An answer or a rating names something that the checklist does not offer."""

    def __init__(self, given: str, known: tuple[str, ...]) -> None:
        super().__init__(
            _("The answer was not kept."),
            _("“{given}” is not offered here.").format(given=given),
            _("Choose one of: {known}.").format(known=", ".join(known)),
        )


@dataclass(frozen=True)
class Assessed:
    """An assessment with all that belongs to it, as of one revision."""

    row: AssessmentRow
    checklist: Checklist
    answers: Mapping[str, AnswerRow]
    ratings: Mapping[str, tuple[RiskRatingRow, ...]]
    benefits: Mapping[str, BenefitRatingRow]
    result: Result
    marks: Mapping[str, Marks] = field(default_factory=dict)
    """What is to be said about fields, by the uid of the record: disputed, or withheld."""

    def mark(self, row: Copy | None) -> Marks:
        return self.marks.get(row.uid, NO_MARKS) if row else NO_MARKS

    @property
    def verdict(self) -> str:
        return wording.verdict_title(self.result.verdict)

    @property
    def hopeful_verdict(self) -> str:
        return wording.verdict_title(self.result.hopeful.verdict)

    @property
    def sentence(self) -> str:
        """What the verdict means from where we stand."""
        return wording.verdict_sentence(self.result.verdict, self.row.stance)

    @property
    def reasons(self) -> list[str]:
        return wording.reasons_in_words(self.result.cautious, self.checklist)

    def needs(self, today: date | None = None) -> dict[str, str]:
        """Return what the go-ahead still has to have, in words, by code."""
        row, day = self.row, today or datetime.now(UTC).astimezone().date()
        gaps = missing(self.result.verdict, _acceptance(row), row.review_date, day)
        return {code: _(NEEDS[code]) for code in gaps}


_assessed: WeakKeyDictionary[Store, tuple[int, dict[str, Assessed]]] = WeakKeyDictionary()
"""What was worked out at a revision; the next edit makes it void."""


def list_assessments(store: Store) -> list[AssessmentRow]:
    query = select(Assessment).order_by(col(Assessment.title), col(Assessment.uid))
    return store.rows(query, AssessmentRow)


def assessed(store: Store, uid: str) -> Assessed:
    """Return an assessment with its verdict, worked out at most once a revision."""
    revision, known = _assessed.get(store, (-1, {}))
    if revision != store.revision:
        known = {}
        _assessed[store] = (store.revision, known)
    if uid not in known:
        known[uid] = _work_out(store, _existing(store, uid))
    return known[uid]


def start(store: Store, fields: AssessmentFields) -> str:
    """Start an assessment with a checklist of the project and return its uid.

    ``fields.checklist`` is the checklist's identity, or the uid or digest of
    one version of it. The assessment keeps to the version it was started with.
    """
    row = checklists.checklist_named(store, fields.checklist_digest or fields.checklist)
    started = fields.model_copy(
        update={
            "checklist": row.checklist,
            "checklist_version": row.version,
            "checklist_digest": row.digest,
        }
    )
    check_setting(checklists.read(store, row.digest), setting_of(started))
    with store.edit(_("start of assessment “{title}”").format(title=fields.title)) as edit:
        return edit.add(started)


def change_assessment(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    """Set fields of an assessment; a stance, stage or form must be the checklist's."""
    row = _existing(store, uid)
    changed = row.model_copy(update=values)
    check_setting(_checklist(store, row), setting_of(changed))
    check_days(_acceptance(changed))
    with store.edit(_("edit of assessment"), seen) as edit:
        edit.change(AssessmentRow, uid, **values)


def accept(store: Store, uid: str, acceptance: Acceptance) -> None:
    """Record who accepts the risks that are left, with what measures, and until when."""
    check_days(acceptance)
    with store.edit(_("acceptance of remaining risks")) as edit:
        edit.change(
            AssessmentRow,
            uid,
            accepted_by=acceptance.by,
            acceptance_measures=acceptance.measures,
            accepted_on=acceptance.on,
            acceptance_expires=acceptance.expires,
        )


def remove_assessments(store: Store, uids: list[str]) -> None:
    """Remove assessments with their answers and ratings."""
    with store.edit(_("removal of assessment")) as edit:
        for uid in uids:
            edit.remove(AssessmentRow, uid)


def answer(
    store: Store, assessment: str, item: str, seen: int | None = None, **values: str
) -> None:
    """Set parts of an answer: value, evidence, reason, second_person, note."""
    found = _item(store, assessment, item)
    _check(values.get("value", ""), GATE_CODES if found.is_gate else ANSWER_CODES)
    _check(values.get("evidence", ""), GRADES)
    key = natural_uid(store.project_uid, AnswerFields.record_kind, assessment, item)
    with store.edit(_("answer to {item}").format(item=item), seen) as edit:
        if _alive(store.row(AnswerRow, key)):
            edit.change(AnswerRow, key, **values)
        else:
            edit.add(AnswerFields(assessment=assessment, item=item, **values))


def clear_answer(store: Store, assessment: str, item: str) -> None:
    """Take an answer back; the note beside it stays."""
    answer(store, assessment, item, value="", evidence="", reason="", second_person="")


def rate_risk(store: Store, fields: RiskRatingFields, seen: int | None = None) -> None:
    """Record how one assessor rates one risk; a later rating of theirs takes its place."""
    checklist = _checklist(store, _existing(store, fields.assessment or ""))
    _check(fields.risk, tuple(risk.id for risk in checklist.risks))
    with store.edit(_("rating of {risk}").format(risk=fields.risk), seen) as edit:
        edit.add(fields)


def clear_rating(store: Store, uid: str) -> None:
    with store.edit(_("removal of rating")) as edit:
        edit.remove(RiskRatingRow, uid)


def rate_benefit(store: Store, fields: BenefitRatingFields, seen: int | None = None) -> None:
    """Record how well a benefit is shown; it changes no risk."""
    checklist = _checklist(store, _existing(store, fields.assessment or ""))
    _check(fields.benefit, tuple(benefit.id for benefit in checklist.benefits))
    _check(fields.status, tuple(option.code for option in checklist.scales["benefit"]))
    with store.edit(_("status of {benefit}").format(benefit=fields.benefit), seen) as edit:
        edit.add(fields)


def _work_out(store: Store, row: AssessmentRow) -> Assessed:
    checklist = _checklist(store, row)
    answers = store.rows(select(Answer).where(col(Answer.assessment) == row.uid), AnswerRow)
    rated = store.rows(
        select(RiskRating)
        .where(col(RiskRating.assessment) == row.uid)
        .order_by(col(RiskRating.assessor)),
        RiskRatingRow,
    )
    benefits = store.rows(
        select(BenefitRating).where(col(BenefitRating.assessment) == row.uid), BenefitRatingRow
    )
    ratings: dict[str, tuple[RiskRatingRow, ...]] = {}
    for one in rated:
        ratings[one.risk] = (*ratings.get(one.risk, ()), one)
    given = {
        a.item: Given(a.value, a.evidence, a.reason, a.second_person)
        for a in answers
        if a.value is not None
    }
    views = {
        risk: [
            Rating(one.likelihood, one.severity, one.confidence)
            for one in ones
            if one.likelihood is not None
        ]
        for risk, ones in ratings.items()
    }
    kinds: dict[str, Sequence[Copy]] = {
        "assessment": [row],
        "answer": answers,
        "risk_rating": rated,
        "benefit_rating": benefits,
    }
    return Assessed(
        row=row,
        checklist=checklist,
        answers={one.item: one for one in answers},
        ratings=ratings,
        benefits={one.benefit: one for one in benefits},
        result=work_out(checklist, setting_of(row), given, views),
        marks={
            u: m for kind, rows in kinds.items() for u, m in of_records(store, kind, rows).items()
        },
    )


def _checklist(store: Store, row: AssessmentRow) -> Checklist:
    digest = row.checklist_digest or checklists.checklist_named(store, row.checklist).digest
    return checklists.read(store, digest)


def _existing(store: Store, uid: str) -> AssessmentRow:
    row = store.row(AssessmentRow, uid)
    if row is None or not _alive(row):
        raise NotFoundError("assessment", uid)
    return row


def _alive(row: AnswerRow | AssessmentRow | None) -> bool:
    return row is not None and row.state == "alive"


def _item(store: Store, assessment: str, item: str) -> Item:
    checklist = _checklist(store, _existing(store, assessment))
    found = checklist.item(item)
    if found is None:
        raise NotFoundError("item", item)
    return found


def _check(given: str, known: tuple[str, ...]) -> None:
    if given and given not in known:
        raise AnswerError(given, known)


def setting_of(fields: AssessmentFields) -> Setting:
    """Return what decides which items an assessment is asked."""
    forms = frozenset(str(form) for form in fields.forms or ())
    return Setting(fields.stance, fields.stage, forms, fields.interference or 0)


def _acceptance(row: AssessmentFields) -> Acceptance:
    return Acceptance(
        row.accepted_by, row.acceptance_measures, row.accepted_on, row.acceptance_expires
    )
