"""What was read, what was rejected, and what the record should say."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout

from planner.model.datasets import DatasetFields
from planner.model.kinds import Choice
from planner.ops.imports import Report
from planner.texts import _, plural
from ui.forms.boxes import LineBox
from ui.forms.choices import ChoiceBox
from ui.pages.hotspots.importing.cells import CellTable
from ui.pages.hotspots.importing.frame import Step
from ui.tables import writers
from ui.theme.widgets import Caption, Card, FieldLabel, Section, Strong, Words

SHOWN = 10_000


class CheckStep(Step):
    """`asked` is sent when the step is entered: now the whole file is to be read."""

    asked = Signal()

    def __init__(self, name: str, *, with_offences: bool) -> None:
        super().__init__(_("Check and import"), _("Nothing is kept until Import."))
        self.result: Any = None
        self.form = QFormLayout()
        self.boxes: dict[str, LineBox | ChoiceBox] = {}
        self.name = self._line("name", _("&Name in the project"), name)
        if with_offences:
            self._line("offence_type", _("&Offence type"), "")
            self.discovered = self._choice("discovered_by", _("&How offences become known"))
        self._line("source", _("&Source"), "")
        self._line("licence", _("&Licence"), "")
        self.summary = Strong()
        self.warnings = Card(_("Warnings"), tone="caution")
        self.warned = Words()
        self.warnings.body.addWidget(self.warned)
        self.rejected_title = Section(_("Rejected rows"))
        self.rejected = CellTable(_("Rejected rows"))
        self.more = Caption()
        self.body.addWidget(self.summary)
        self.body.addWidget(self.warnings)
        self.body.addLayout(self.form)
        self.body.addWidget(self.rejected_title)
        self.body.addWidget(self.rejected, 1)
        self.body.addWidget(self.more)
        self.body.addStretch(0)
        self.forget()

    def ready(self) -> bool:
        return self.result is not None and bool(self.name.text().strip())

    def entered(self) -> None:
        if self.result is None:
            self.asked.emit()

    def forget(self) -> None:
        """What was read is no longer what would be read."""
        self.result = None
        self.summary.setText("")
        self._report(Report())

    def show_result(self, result: Any, summary: str, report: Report) -> None:
        self.result = result
        self.summary.setText(summary)
        self._report(report)
        self.changed.emit()

    def values(self) -> dict[str, str]:
        """Return the fields of the record as they are filled in."""
        return {
            name: box.currentData() if isinstance(box, ChoiceBox) else box.text().strip()
            for name, box in self.boxes.items()
        }

    def suggest(self, **values: str) -> None:
        """Fill boxes that a person has not filled."""
        for name, value in values.items():
            box = self.boxes[name]
            if isinstance(box, ChoiceBox):
                box.show_value(value)
            elif not box.text():
                box.setText(value)

    def _report(self, report: Report) -> None:
        self.warned.setText("\n".join(f"• {warning}" for warning in report.warnings))
        self.warnings.setVisible(bool(report.warnings))
        rows = [(str(r.row), r.column, r.reason) for r in report.rejected[:SHOWN]]
        for part in (self.rejected_title, self.rejected):
            part.setVisible(bool(rows))
        self.rejected.show_rows((_("Row"), _("Column"), _("Reason")), rows)
        hidden = report.rejected_rows - len(rows)
        self.more.setText(plural("and {n} more row", "and {n} more rows", hidden) if hidden else "")

    def _line(self, name: str, label: str, text: str) -> LineBox:
        box = LineBox(text)
        self._add(name, label, box)
        box.textChanged.connect(self.changed)
        return box

    def _choice(self, name: str, label: str) -> ChoiceBox:
        box = ChoiceBox()
        kinds = DatasetFields.model_fields[name].metadata
        titles = next(kind.titles for kind in kinds if isinstance(kind, Choice))
        box.offer([(code, _(said)) for code, said in titles.items()])
        box.show_value("public")
        self._add(name, label, box)
        return box

    def _add(self, name: str, label: str, box: LineBox | ChoiceBox) -> None:
        box.setObjectName(name)
        box.setAccessibleName(label.replace("&", ""))
        title = FieldLabel(label)
        title.setBuddy(box)
        self.form.addRow(title, box)
        self.boxes[name] = box


def counted(report: Report, taken: int, *, areas: bool = False) -> str:
    """Return how many rows came through."""
    words = (
        _("{taken} of {rows} areas can be imported, {rejected} are rejected.")
        if areas
        else _("{taken} of {rows} rows can be imported, {rejected} are rejected.")
    )
    return words.format(
        taken=writers.number(taken),
        rows=writers.number(report.rows),
        rejected=writers.number(report.rejected_rows),
    )
