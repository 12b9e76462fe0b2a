"""What a programme text holds, beside the text, before anything is kept."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from planner.ops import programmes as ops
from planner.texts import _, plural
from ui.pages.sessions.draft_cards import (
    ContactsCard,
    OpenQuestionsCard,
    SeriesCard,
    SessionCard,
)
from ui.pages.sessions.passage_view import PassageView
from ui.pages.sessions.value_row import ValueRow, watched
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Heading, PrimaryButton, Words, row

SIZE = (1120, 680)
MOST_REMARKS = 2


class ProgrammeDialog(QDialog):
    """Left the text, right every value read from it; `imported` tells what was kept."""

    imported = Signal(object)

    def __init__(self, bench: Workbench, text: str, source: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import a programme"))
        self._bench, self._source = bench, source
        self.draft = ops.read_programme(text)
        self.text = PassageView(self.draft.text)
        self.questions = OpenQuestionsCard(self.draft)
        watch = watched(self.text.show_passage, self._count)
        self.series = SeriesCard(self.draft, watch)
        self.sessions = [
            SessionCard(n, session, watch) for n, session in enumerate(self.draft.sessions, 1)
        ]
        self.contacts = ContactsCard(self.draft, watch)
        if not self.draft.contacts:
            self.contacts.hide()
        self.outcome, self.warnings = Words(), Caption(wrap=True)
        self.keep = PrimaryButton(_("Import"))
        self.keep.clicked.connect(self._import)
        self.questions.answered.connect(self._answered)
        self._lay_out()
        self._count()
        self.resize(*SIZE)

    def _answered(self) -> None:
        for card in self.sessions:
            card.show_times()
        self._count()

    def _count(self) -> None:
        """Say what Import would do."""
        if not self.draft.sessions:
            self.keep.setEnabled(False)
            self.outcome.setText(_("No session was found in this text."))
            return
        outcome = self._bench.do(ops.preview, self.draft, self._source)
        if outcome is None:
            self.keep.setEnabled(False)
            return
        self.outcome.setText(ops.summary(outcome))
        asked = {session.zone.note for session in self.draft.sessions} - {""}
        told = [found["reason"] for found in outcome.rejected]
        told += [w for w in outcome.warnings if not any(note in w for note in asked)]
        shown = "\n".join(told[:MOST_REMARKS])
        hidden = len(told) - MOST_REMARKS
        if hidden > 0:
            more = plural("and {n} more remark", "and {n} more remarks", hidden)
            shown = f"{shown}\n{more}"
        self.warnings.setText(shown)
        self.warnings.setToolTip("\n".join(told))
        self.warnings.setVisible(bool(told))
        self.keep.setEnabled(not self.draft.asks_year)

    def _import(self) -> None:
        for line in self.findChildren(ValueRow):
            line.take_over()
        outcome = self._bench.do(ops.import_programme, self.draft, self._source)
        if outcome is not None:
            self.accept()
            self.imported.emit(outcome)

    def _lay_out(self) -> None:
        inner = QWidget()
        values = QVBoxLayout(inner)
        values.setContentsMargins(8, 0, 8, 8)
        values.setSpacing(12)
        for card in (self.questions, self.series, *self.sessions, self.contacts):
            values.addWidget(card)
        values.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("What was found"))
        scroll.setWidget(inner)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.text)
        parts.addWidget(scroll)
        parts.setSizes([420, 700])
        parts.setStretchFactor(1, 1)
        cancel = QPushButton(_("Cancel"))
        for button in (cancel, self.keep):
            button.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.setSpacing(12)
        whole.addWidget(Heading(_("Import a programme")))
        hint = _("Go to a value to see the passage it was read from. Nothing is kept until Import.")
        whole.addWidget(Caption(hint, wrap=True))
        whole.addWidget(parts, 1)
        foot = row(self.outcome, cancel, self.keep)
        foot.setStretch(0, 1)
        whole.addWidget(self.warnings)
        whole.addLayout(foot)
