"""Benefits, each with how well it is shown; they never change a risk."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from planner.model.assessments import BenefitRatingFields
from planner.ops.assessments import Assessed
from planner.texts import _
from ui.pages.assessments.choices import Choices
from ui.pages.parts.marks import FieldMark
from ui.theme.widgets import Caption, Card, CardTitle, Heading, Rule, Words, clear

TONES = {"refuted": "stop", "evaluated": "good"}


class BenefitsCard(Card):
    """All benefits of a checklist below each other."""

    judged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: object = None
        self._boxes: dict[str, tuple[Choices, Caption, FieldMark]] = {}
        self._assessment = ""
        self._notes: dict[str, str] = {}
        self.list = QVBoxLayout()
        self.list.setSpacing(12)
        self.body.setSpacing(12)
        self.body.addWidget(Heading(_("Benefits")))
        self.body.addWidget(
            Words(
                _(
                    "What the initiative may bring, and how well that is shown. Benefits stand"
                    " beside the risks and are never set off against them."
                )
            )
        )
        self.body.addLayout(self.list)
        self.setAccessibleName(_("Benefits"))

    def show_assessed(self, found: Assessed) -> None:
        self._assessment = found.row.uid
        if self._shown is not found.checklist:
            self._shown = found.checklist
            self._fill(found)
        meanings = {option.code: option.meaning for option in found.checklist.scales["benefit"]}
        for benefit, (box, meaning, mark) in self._boxes.items():
            row = found.benefits.get(benefit)
            mark.show_marks(found.mark(row), "status", "note")
            status = (row.status or "") if row else ""
            box.show_value(status)
            meaning.setText(meanings.get(status, ""))
            self._notes[benefit] = (row.note or "") if row else ""

    def _fill(self, found: Assessed) -> None:
        clear(self.list)
        self._boxes.clear()
        options = [
            (o.code, o.label.capitalize(), o.meaning, TONES.get(o.code, "accent"))
            for o in found.checklist.scales["benefit"]
        ]
        for benefit in found.checklist.benefits:
            box, meaning = Choices(benefit.title), Caption(wrap=True)
            box.offer(options)
            box.chosen.connect(partial(self._judge, benefit.id))
            mark = FieldMark(box)
            self._boxes[benefit.id] = (box, meaning, mark)
            self.list.addWidget(Rule())
            self.list.addWidget(CardTitle(benefit.title, wrap=True))
            self.list.addWidget(Words(benefit.description))
            told = _("Shown by: {indicator}. {caution}").format(
                indicator=benefit.indicator, caution=benefit.caution
            )
            self.list.addWidget(Caption(told, wrap=True))
            self.list.addWidget(box)
            self.list.addWidget(meaning)
            self.list.addWidget(mark)

    def _judge(self, benefit: str, status: str) -> None:
        self.judged.emit(
            BenefitRatingFields(
                assessment=self._assessment,
                benefit=benefit,
                status=status,
                note=self._notes.get(benefit, ""),
            )
        )
