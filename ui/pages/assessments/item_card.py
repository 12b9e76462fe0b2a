"""One question: its answer, what stands behind it, and where it comes from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from planner.model.assessments import AnswerRow
from planner.ops.assessments import Assessed, Checklist, Item
from planner.texts import _
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
    row,
)

NO_ANSWER = AnswerRow(uid="", item="-")
ANSWER_FIELDS = ("value", "evidence", "reason", "second_person")
GRADED = frozenset({"yes", "partly", "met"})


class ItemCard(Card):
    """Shows an item and sends what a person does with it.

    `answered(item, values)` carries the parts of the answer that changed;
    `action_wanted(item, text)` asks for an action.
    """

    answered = Signal(str, dict)
    action_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.item: Item | None = None
        self._shown = NO_ANSWER
        self._checklist: Checklist | None = None
        self.where, self.gate = Caption(wrap=True), Chip("", "stop")
        self.keys = Caption(_("← → to move, 1 to 5 to answer, E for evidence"))
        self.question, self.why = Heading(wrap=True), Words()
        self.not_asked = Problem(wrap=True)
        self.answers, self.evidence = Choices(_("Answer")), Choices(_("Evidence"), small=True)
        self.reason, self.second = LinesBox(), QLineEdit()
        self.counts_as = Problem(wrap=True)
        self.note = LinesBox()
        self.form = QFormLayout()
        self.answer_mark = FieldMark(self.answers, self.evidence, form=self.form)
        self.note_mark = FieldMark(self.note, form=self.form)
        self.clear_link = LinkButton(_("Take the answer back"))
        self.below = QVBoxLayout()
        self.below.setSpacing(6)
        self._lay_out()
        self._connect()

    def show_item(self, found: Assessed, item: Item, place: str) -> None:
        """Show `item` as answered in `found`; `place` says where in the section we are."""
        other = item is not self.item or self._checklist is not found.checklist
        if other:
            self.item, self._checklist = item, found.checklist
            self._show_text(found.checklist, item)
        self.where.setText(place)
        self._show_answer(found, item)
        self._show_texts(replace=other)
        self.body.activate()

    def finish(self) -> None:
        """Send texts that were typed and not sent yet, as leaving their box does."""
        self._send_text("note", self.note.toPlainText(), self._shown.note)
        self._send_text("reason", self.reason.toPlainText(), self._shown.reason)
        self._send_text("second_person", self.second.text(), self._shown.second_person)

    def press(self, place: int) -> None:
        """Choose the answer at `place`, counted from 0."""
        self.answers.press(place)

    def raise_evidence(self) -> None:
        """Go to the next evidence grade, from the last one to the first."""
        if self.evidence.isEnabled() and self._checklist:
            codes = [grade.code for grade in self._checklist.scales["evidence"]]
            now = self.evidence.value() or codes[0]
            self.evidence.press((codes.index(now) + 1) % len(codes))

    def _show_text(self, checklist: Checklist, item: Item) -> None:
        self.question.setText(item.question)
        self.why.setText(item.why)
        self.setAccessibleName(item.question)
        gate, tone = words.gate_words(item)
        self.gate.say(gate, tone)
        self.gate.setVisible(item.is_gate)
        self.answers.offer(answer_options(checklist, item))
        self.evidence.offer(
            [
                (grade.code, f"{grade.code} {_brief(grade.label)}", grade.meaning, "accent")
                for grade in checklist.scales["evidence"]
            ]
        )
        clear(self.below)
        self.below.addWidget(Rule())
        _add_list(self.below, _("What counts as evidence"), item.evidence)
        self._add_helps(item)
        _add_sources(self.below, checklist, item)

    def _show_answer(self, found: Assessed, item: Item) -> None:
        asked = item.id in found.result.states
        shown = found.answers.get(item.id) or NO_ANSWER
        self._shown = shown
        value = shown.value or ""
        self.not_asked.setText(
            "" if asked else _("This question is hidden for this assessment; it has no effect.")
        )
        self.not_asked.setVisible(not asked)
        marks = found.mark(found.answers.get(item.id))
        self.answer_mark.show_marks(marks, *ANSWER_FIELDS)
        self.note_mark.show_marks(marks, "note")
        self.answers.setEnabled(asked)
        self.answers.show_value(value)
        self.evidence.setEnabled(asked and value in GRADED)
        self.evidence.show_value((shown.evidence or "E0") if value in GRADED else "")
        self.clear_link.setVisible(bool(value))
        self._show_reason(item, value == "not_applicable", found.result.states.get(item.id, ""))

    def _show_texts(self, *, replace: bool) -> None:
        """Show the texts; what is being typed for the same item is left alone."""
        for box, text in ((self.reason, self._shown.reason), (self.note, self._shown.note)):
            if replace or not (box.hasFocus() and box.document().isModified()):
                _write(box, text or "")
        if replace or not self.second.hasFocus():
            self.second.setText(self._shown.second_person or "")

    def _show_reason(self, item: Item, wanted: bool, state: str) -> None:
        self.form.setRowVisible(self.reason, wanted)
        self.form.setRowVisible(self.second, wanted and item.is_gate)
        open_ = wanted and state == "unanswered"
        self.counts_as.setVisible(open_)
        if open_:
            self.counts_as.setText(
                _("Counts as unanswered until a reason and a second person are given.")
                if item.is_gate
                else _("Counts as unanswered until a reason is given.")
            )

    def _add_helps(self, item: Item) -> None:
        if not item.mitigations:
            return
        self.below.addSpacing(6)
        self.below.addWidget(CardTitle(_("What would help")))
        for text in item.mitigations:
            link = LinkButton(_("Make an action"))
            link.setAccessibleName(_("Make an action: {text}").format(text=text))
            link.clicked.connect(self._wants_action(item.id, text))
            line = row(Words(f"• {text}"), link)
            line.setStretch(0, 1)
            self.below.addLayout(line)

    def _wants_action(self, item: str, text: str) -> Callable[[], None]:
        return lambda: self.action_wanted.emit(item, text)

    def _send_text(self, name: str, text: str, before: str | None) -> None:
        if self.item is not None and text.strip() != (before or "").strip():
            self.answered.emit(self.item.id, {name: text.strip()})

    def _answer(self, value: str) -> None:
        if self.item is None:
            return
        values = {"value": value}
        if value not in GRADED:
            values["evidence"] = ""
        elif not self._shown.evidence:
            values["evidence"] = "E0"
        self.answered.emit(self.item.id, values)

    def _grade(self, grade: str) -> None:
        if self.item is not None:
            self.answered.emit(self.item.id, {"evidence": grade})

    def _clear(self) -> None:
        if self.item is not None:
            blank = dict.fromkeys(("value", "evidence", "reason", "second_person"), "")
            self.answered.emit(self.item.id, blank)

    def _connect(self) -> None:
        self.answers.chosen.connect(self._answer)
        self.evidence.chosen.connect(self._grade)
        self.clear_link.clicked.connect(self._clear)
        self.note.editing_finished.connect(self.finish)
        self.reason.editing_finished.connect(self.finish)
        self.second.editingFinished.connect(self.finish)

    def _lay_out(self) -> None:
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(8)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        fields: tuple[tuple[str, QWidget], ...] = (
            (_("Evidence"), self.evidence),
            (_("Reason"), self.reason),
            (_("Confirmed by"), self.second),
            (_("Note"), self.note),
        )
        for title, box in fields:
            label = FieldLabel(title)
            label.setBuddy(box)
            box.setAccessibleName(title)
            self.form.addRow(label, box)
        self.reason.setPlaceholderText(_("Why the situation cannot arise here"))
        self.second.setPlaceholderText(_("A second person who has looked at it"))
        self.note.setPlaceholderText(_("What you found, where it is kept, who to ask"))
        self.body.setSpacing(12)
        self.body.addWidget(self.where)
        self.body.addLayout(FlowLayout(self.gate))
        self.body.addWidget(self.question)
        self.body.addWidget(self.why)
        self.body.addWidget(self.not_asked)
        self.body.addWidget(self.answers)
        self.body.addWidget(self.answer_mark)
        self.body.addWidget(self.counts_as)
        self.body.addLayout(self.form)
        self.body.addWidget(self.note_mark)
        self.body.addLayout(row(self.clear_link, None, self.keys))
        self.body.addLayout(self.below)


def answer_options(checklist: Checklist, item: Item) -> list[tuple[str, str, str, str]]:
    """The answers an item offers, numbered by the key that chooses them."""
    if item.is_gate:
        meanings = {option.code: option.meaning for option in checklist.scales["answer"]}
        pairs = [(c, _(w), meanings.get(c, "")) for c, w in words.GATE_ANSWERS.items()]
    else:
        pairs = [(o.code, o.label, o.meaning) for o in checklist.scales["answer"]]
    return [
        (code, f"{number} {label}", meaning, words.ANSWER_TONES[code])
        for number, (code, label, meaning) in enumerate(pairs, start=1)
    ]


def _brief(label: str) -> str:
    """The first words of a label, for a chip: "Tested or independently checked" is "tested"."""
    return label.partition(" or ")[0].lower()


def _add_list(layout: QVBoxLayout, title: str, lines: Sequence[str]) -> None:
    if lines:
        layout.addSpacing(6)
        layout.addWidget(CardTitle(title))
        for line in lines:
            layout.addWidget(Words(f"• {line}"))


def _add_sources(layout: QVBoxLayout, checklist: Checklist, item: Item) -> None:
    _add_list(layout, _("Please note"), [item.note] if item.note else [])
    if item.sources:
        layout.addSpacing(6)
        layout.addWidget(CardTitle(_("Where this comes from")))
    for source, pin in item.sources:
        text = f"{source.title}, {pin}" if pin else source.title
        known = _(words.HOW_KNOWN.get(source.how_known, source.how_known))
        line = Words(f"• {text} ({known})")
        line.setToolTip(checklist.how_known.get(source.how_known, source.identifier))
        layout.addWidget(line)


def _write(box: LinesBox, text: str) -> None:
    if box.toPlainText() != text:
        box.setPlainText(text)
    box.document().setModified(False)
