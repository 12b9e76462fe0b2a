"""One risk: how likely and grave it is before safeguards, and what is left of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from planner.model.assessments import RiskRatingFields, RiskRatingRow
from planner.ops.assessments import STRENGTHS, Assessed, RiskLevels
from planner.ops.marks import NO_MARKS
from planner.texts import _, mark, plural
from ui.forms.boxes import LinesBox
from ui.pages.assessments import words
from ui.pages.assessments.choices import Choices
from ui.pages.parts.marks import FieldMark
from ui.theme.flow import FlowLayout
from ui.theme.widgets import (
    Caption,
    Card,
    CardTitle,
    Chip,
    FieldLabel,
    Heading,
    LinkButton,
    Problem,
    Rule,
    Words,
    clear,
)

STRENGTH_WORDS = {
    "none": mark("no safeguards to speak of"),
    "weak": mark("weak safeguards"),
    "moderate": mark("moderate safeguards"),
    "strong": mark("strong safeguards"),
}


class RiskCard(Card):
    """Shows a risk and sends ratings. The boxes edit the rating of one assessor."""

    rated = Signal(object)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.risk = ""
        self._found: Assessed | None = None
        self._had = False
        self.where = Caption()
        self.title, self.about = Heading(wrap=True), Words()
        self.harmed = Caption(wrap=True)
        self.assessor = QLineEdit()
        self.likelihood, self.severity = Choices(_("Likelihood")), Choices(_("Severity"))
        self.confidence = Choices(_("Confidence"))
        self.meanings = {box: Caption(wrap=True) for box in self._boxes()}
        self.prompts = Caption(wrap=True)
        self.reason, self.why_changed = LinesBox(), Problem(wrap=True)
        self.form = QFormLayout()
        levels = (*self._boxes(), *self.meanings.values())
        self.rating_mark = FieldMark(*levels, form=self.form)
        self.reason_mark = FieldMark(self.reason, form=self.form)
        self.result, self.others = QVBoxLayout(), QVBoxLayout()
        self._lay_out()
        self._connect()

    def show_risk(self, found: Assessed, risk_id: str, place: str) -> None:
        """Show `risk_id` with the rating of the assessor named in the box."""
        if risk_id != self.risk:
            self._empty()
        self.risk, self._found = risk_id, found
        risk = found.checklist.risk(risk_id)
        if risk is None:
            return
        self.where.setText(place)
        self.title.setText(risk.title)
        self.about.setText(risk.description)
        self.harmed.setText(
            _("Who is harmed: {who}. Rights: {rights}.").format(
                who=risk.who_is_harmed, rights="; ".join(risk.rights)
            )
        )
        self.prompts.setText(" ".join(found.checklist.severity_prompts))
        self._offer(found)
        self._show_rating()
        self._show_result(found)

    def finish(self) -> None:
        """Send a reason that was typed and not sent yet."""
        mine = self._mine()
        if mine and self.reason.toPlainText().strip() != (mine.reason or ""):
            self._send()

    def _empty(self) -> None:
        for box in self._boxes():
            box.show_value("")
        self.reason.clear()

    def _boxes(self) -> tuple[Choices, Choices, Choices]:
        return self.likelihood, self.severity, self.confidence

    def _mine(self) -> RiskRatingRow | None:
        """The rating of the assessor named in the box."""
        if self._found is None:
            return None
        name = self.assessor.text().strip()
        ratings = self._found.ratings.get(self.risk, ())
        return next((one for one in ratings if (one.assessor or "") == name), None)

    def _offer(self, found: Assessed) -> None:
        scales = found.checklist.scales
        for box, scale in ((self.likelihood, "likelihood"), (self.severity, "severity")):
            box.offer([(o.code, f"{o.code} {o.label}", o.meaning, "accent") for o in scales[scale]])
        self.confidence.offer(
            [(o.code, o.label.capitalize(), o.meaning, "accent") for o in scales["confidence"]]
        )

    def _show_rating(self) -> None:
        mine = self._mine()
        marks = self._found.mark(mine) if self._found else NO_MARKS
        self.rating_mark.show_marks(marks, "likelihood", "severity", "confidence")
        self.reason_mark.show_marks(marks, "reason")
        self.reason.setReadOnly("likelihood" in marks.withheld)
        if mine is None and self._had:
            self._empty()
        self._had = mine is not None
        if mine:
            self.likelihood.show_value(str(mine.likelihood))
            self.severity.show_value(str(mine.severity))
            self.confidence.show_value(mine.confidence or "")
        elif not self.severity.value():
            self.severity.show_value(str(self._suggested()))
        if mine and not (self.reason.hasFocus() and self.reason.document().isModified()):
            self.reason.setPlainText(mine.reason or "")
        self._explain()

    def _explain(self) -> None:
        """Say in words what each chosen level means."""
        if self._found is None:
            return
        scales = self._found.checklist.scales
        for box, scale in zip(self._boxes(), ("likelihood", "severity", "confidence"), strict=True):
            meaning = next((o.meaning for o in scales[scale] if o.code == box.value()), "")
            self.meanings[box].setText(meaning)
        suggested, chosen = str(self._suggested()), self.severity.value()
        changed = chosen not in ("", suggested) and not self.reason.toPlainText().strip()
        self.why_changed.setVisible(changed)
        self.why_changed.setText(
            _("The checklist suggests severity {n}. Say why it is different here.").format(
                n=suggested
            )
        )

    def _show_result(self, found: Assessed) -> None:
        clear(self.result)
        levels = next(one for one in found.result.risks if one.risk == self.risk)
        chip = Chip(words.change_words(levels), words.risk_tone(levels))
        self.result.addLayout(FlowLayout(chip))
        for text in result_words(found, levels):
            self.result.addWidget(Words(text))
        clear(self.others)
        ratings = found.ratings.get(self.risk, ())
        if len(ratings) > 1 or (ratings and self._mine() is None):
            self.others.addWidget(CardTitle(_("All ratings")))
            for one in ratings:
                self.others.addWidget(Words(rating_words(one)))
        inherent = levels.inherent
        if inherent and inherent.apart > 1:
            text = _("Two levels apart: low confidence")
            self.others.addLayout(FlowLayout(Chip(text, "caution")))
        if mine := self._mine():
            link = LinkButton(_("Take this rating back"))
            link.clicked.connect(lambda: self.removed.emit(mine.uid))
            self.others.addLayout(FlowLayout(link))

    def _suggested(self) -> int:
        risk = self._found.checklist.risk(self.risk) if self._found else None
        return risk.default_severity if risk else 1

    def _choose(self) -> None:
        self._explain()
        if self.likelihood.value():
            self._send()

    def _send(self) -> None:
        if self._found is None:
            return
        fields = RiskRatingFields(
            assessment=self._found.row.uid,
            risk=self.risk,
            assessor=self.assessor.text().strip(),
            likelihood=int(self.likelihood.value()),
            severity=int(self.severity.value() or self._suggested()),
            confidence=self.confidence.value() or "low",
            reason=self.reason.toPlainText().strip(),
        )
        self.rated.emit(fields)

    def _other_assessor(self) -> None:
        """Show the rating of the assessor now named; a new name starts empty."""
        if self._found is not None:
            self._empty()
            self._show_rating()
            self._show_result(self._found)

    def _connect(self) -> None:
        for box in self._boxes():
            box.chosen.connect(self._choose)
        self.assessor.editingFinished.connect(self._other_assessor)
        self.reason.editing_finished.connect(self.finish)

    def _lay_out(self) -> None:
        form = self.form
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        fields: tuple[tuple[str, QWidget, QWidget | None], ...] = (
            (_("Assessor"), self.assessor, None),
            (_("Likelihood"), self.likelihood, self.meanings[self.likelihood]),
            (_("Severity"), self.severity, self.meanings[self.severity]),
            (_("Confidence"), self.confidence, self.meanings[self.confidence]),
            (_("Reason"), self.reason, self.why_changed),
        )
        for title, box, below in fields:
            label = FieldLabel(title)
            label.setBuddy(box)
            box.setAccessibleName(title)
            form.addRow(label, box)
            if below:
                form.addRow("", below)
        self.assessor.setPlaceholderText(_("Leave empty if you rate together"))
        self.body.setSpacing(12)
        self.body.addWidget(self.where)
        self.body.addWidget(self.title)
        self.body.addWidget(self.about)
        self.body.addWidget(self.harmed)
        self.body.addWidget(CardTitle(_("Before safeguards")))
        self.body.addWidget(self.prompts)
        self.body.addWidget(self.rating_mark)
        self.body.addLayout(form)
        self.body.addWidget(self.reason_mark)
        self.body.addWidget(Rule())
        self.body.addWidget(CardTitle(_("Before → after safeguards")))
        self.body.addLayout(self.result)
        self.body.addLayout(self.others)


def result_words(found: Assessed, levels: RiskLevels) -> list[str]:
    """Say both readings of a risk in full."""
    if levels.inherent is None or levels.cautious is None or levels.hopeful is None:
        return [_("Nobody has rated this risk yet, so no verdict can be a go-ahead.")]
    before = levels.inherent
    lines = [
        _("Before: {band}; confidence {confidence}.").format(
            band=_(words.BANDS[levels.before]), confidence=_(before.confidence)
        )
    ]
    readings = (
        (_("Read cautiously"), levels.cautious, levels.strength),
        (_("Read hopefully"), levels.hopeful, levels.strength_hopeful),
    )
    for reading, left, strength in readings:
        lines.append(
            _("{reading}: {strength}; {levels}; {band}.").format(
                reading=reading,
                strength=_(STRENGTH_WORDS[STRENGTHS[strength]]),
                levels=words.level_words(found.checklist, left),
                band=_(words.BANDS[left.band]),
            )
        )
    if before.assessors > 1:
        lines.append(
            plural("{n} assessor.", "{n} assessors; the higher levels count.", before.assessors)
        )
    return lines


def rating_words(one: RiskRatingRow) -> str:
    if one.likelihood is None:
        return _("• {who}: withheld by the sender").format(who=one.assessor or _("Together"))
    return _("• {who}: likelihood {l}, severity {s}, confidence {c}").format(
        who=one.assessor or _("Together"), l=one.likelihood, s=one.severity, c=_(one.confidence)
    )
