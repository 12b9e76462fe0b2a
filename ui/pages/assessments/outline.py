"""The left column: what is assessed, the sections, and which questions are shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHeaderView, QProgressBar, QVBoxLayout, QWidget

from planner.ops.assessments import Assessed, Item
from planner.texts import _, mark
from ui.forms.choices import ChoiceBox
from ui.pages.assessments import words
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.flow import FlowLayout
from ui.theme.widgets import Caption, Heading, LinkButton

RISKS, BENEFITS, DECISION = "risks", "benefits", "decision"
FILTERS = {
    "all": mark("All questions"),
    "stage": mark("Usual at this stage"),
    "open": mark("Not answered or not known"),
    "gates": mark("Gates only"),
}


@dataclass(frozen=True)
class Part:
    """One line of the outline."""

    uid: str
    title: str
    count: str


class Outline(QWidget):
    """Sections with "n of N", then risks, benefits and decision; `chosen` says which part."""

    chosen = Signal(str)
    filtered = Signal()
    left = Signal()
    edit_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()
        self.back = LinkButton(_("‹ All assessments"))
        self.title, self.about = Heading(wrap=True), Caption(wrap=True)
        self.progress = QProgressBar(textVisible=False)
        self.answered = Caption()
        self.change = LinkButton(_("Change"))
        self.change.setAccessibleName(_("Change what is assessed"))
        self.filter = ChoiceBox()
        self.filter.setAccessibleName(_("Show"))
        self.filter.offer([(code, _(title)) for code, title in FILTERS.items()])
        self.filter.show_value("all")
        self.parts = RowView(
            [Column("title", mark("Part")), Column("count", "", right=True)],
            load=lambda: self._parts,
            name=_("Parts of the assessment"),
        )
        self.parts.setSortingEnabled(False)
        self.parts.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.parts.horizontalHeader().hide()
        self.hidden = Caption(wrap=True)
        self.show_hidden = LinkButton(_("Show"))
        self.show_hidden.setCheckable(True)
        self._lay_out()
        self._connect()

    def show_assessed(self, found: Assessed) -> None:
        self.title.setText(found.row.title)
        self.about.setText(words.what_is_assessed(found))
        self._show_progress(found)
        self._parts = parts(found)
        self.parts.refresh()
        hidden = words.hidden_words(found)
        self.hidden.setText(hidden)
        self.hidden.setVisible(bool(hidden))
        self.show_hidden.setVisible(bool(hidden))

    def _show_progress(self, found: Assessed) -> None:
        how = found.result.completeness
        told = _("{n} of {total} questions answered").format(n=how.items_answered, total=how.items)
        self.answered.setText(told)
        self.progress.setAccessibleName(told)
        self.progress.setRange(0, max(how.items, 1))
        self.progress.setValue(how.items_answered)

    def choose(self, part: str) -> None:
        """Mark a part as the one being worked on, without saying so to anyone."""
        self.parts.blockSignals(True)
        self.parts.choose(part)
        self.parts.blockSignals(False)

    def lets_through(self, found: Assessed, item: Item) -> bool:
        """Tell whether the filter shows `item`."""
        state = found.result.states.get(item.id)
        if state is None and not self.show_hidden.isChecked():
            return False
        match self.filter.currentData():
            case "stage":
                return found.row.stage in item.stages
            case "open":
                return state in ("unanswered", "unknown")
            case "gates":
                return item.is_gate
            case _:
                return True

    def _choose(self) -> None:
        if uids := self.parts.uids():
            self.chosen.emit(uids[0])

    def _toggle_hidden(self, shown: bool) -> None:
        self.show_hidden.setText(_("Hide") if shown else _("Show"))
        self.filtered.emit()

    def _connect(self) -> None:
        self.back.clicked.connect(self.left)
        self.change.clicked.connect(self.edit_wanted)
        self.parts.chosen.connect(self._choose)
        self.filter.currentIndexChanged.connect(self.filtered)
        self.show_hidden.toggled.connect(self._toggle_hidden)

    def _lay_out(self) -> None:
        self.parts.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        header = self.parts.horizontalHeader()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(FlowLayout(self.back))
        column.addWidget(self.title)
        column.addWidget(self.about)
        column.addLayout(FlowLayout(self.change))
        column.addWidget(self.answered)
        column.addWidget(self.progress)
        column.addWidget(self.filter)
        column.addWidget(self.parts, 1)
        column.addWidget(self.hidden)
        column.addLayout(FlowLayout(self.show_hidden))
        self.setMinimumWidth(200)
        self.setMaximumWidth(56 * self.fontMetrics().averageCharWidth())


def parts(found: Assessed) -> list[Part]:
    """The outline of an assessment: sections that are asked, then what follows from them."""
    lines = [
        Part(
            share.section,
            words.section_title(found.checklist, share.section),
            _of(share.answered, share.shown) if share.shown else _("hidden"),
        )
        for share in found.result.completeness.sections
    ]
    rated = sum(levels.inherent is not None for levels in found.result.risks)
    judged = sum(bool(row.status) for row in found.benefits.values())
    return [
        *lines,
        Part(RISKS, _("Risks"), _of(rated, len(found.result.risks))),
        Part(BENEFITS, _("Benefits"), _of(judged, len(found.checklist.benefits))),
        Part(DECISION, _("Decision"), ""),
    ]


def _of(n: int, total: int) -> str:
    return _("{n} of {total}").format(n=n, total=total)
