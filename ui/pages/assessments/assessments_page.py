"""Assessments: the list, and working through one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from planner.errors import UserError
from planner.model.assessments import AssessmentFields, AssessmentRow
from planner.model.followups import ActionFields
from planner.ops import assessments as ops
from planner.ops import checklists, followups
from planner.texts import _, mark
from ui.pages.assessments import words
from ui.pages.assessments.start_dialog import StartDialog
from ui.pages.assessments.work_view import WorkView
from ui.pages.tones import VERDICT_TONES
from ui.shell.page import Page, command, imports, page
from ui.shell.workbench import Workbench
from ui.tables.chips import ChipDelegate
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import EmptyState, Heading, PrimaryButton, row


@dataclass(frozen=True)
class Line:
    """One assessment in the list; without a verdict where its checklist cannot be used."""

    uid: str
    title: str
    about: str
    verdict: str
    hopeful: str
    tone: str
    answered: str


@page
class AssessmentsPage(Page):
    """A list with verdicts; the one that is opened takes the whole page."""

    name = "assessments"
    kinds = frozenset({"assessment", "answer", "risk_rating", "benefit_rating", "checklist"})

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._open = ""
        self.list = RowView(
            [
                Column("title", mark("Title"), strong=True),
                Column("verdict", mark("Verdict"), tone=lambda line: line.tone),
                Column("hopeful", mark("Hopeful reading")),
                Column("answered", mark("Answered")),
                Column("about", mark("Checklist, stance and stage")),
            ],
            load=self._lines,
            name=_("Assessments"),
        )
        self.list.setItemDelegateForColumn(1, ChipDelegate(self.list))
        self.list.fit(270, 260, 190, 90)
        self.start_button = PrimaryButton(_("&Start an assessment"))
        self.open_button = QPushButton(_("&Open"))
        self.remove_button = QPushButton(_("&Remove"))
        self.work = WorkView()
        self.empty = EmptyState(
            _("No assessments yet"),
            _(
                "An assessment takes you through a checklist, one question at a time, and says"
                " by published rules whether to go ahead, what to change, or what to find out"
                " first. “Stop” and “we cannot tell” are results like any other."
            ),
            _("Start an assessment"),
        )
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        found = self._assessed(self._open) if self._open else None
        if found:
            self.work.show_assessed(found, self.bench.store.revision)
            self.stack.setCurrentWidget(self.work)
            return
        self._open = ""
        self.list.refresh()
        self.stack.setCurrentWidget(self.browse if self.list.count() else self.empty)
        self._show_choice()

    def show_record(self, uid: str) -> None:
        """Open an assessment."""
        self._open = uid
        self.refresh()

    @command(mark("Start an assessment"))
    def new(self) -> None:
        rows = checklists.list_checklists(self.bench.store)
        dialog = StartDialog(rows, self._read, parent=self.bench.window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._start(dialog.fields())

    @command(mark("Change what is assessed"))
    def change_setting(self) -> None:
        if (found := self.work.found) is None or not self._open:
            return
        rows = checklists.list_checklists(self.bench.store)
        dialog = StartDialog(rows, self._read, found.row, self.bench.window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            fields = dialog.fields()
            chosen = {
                name: getattr(fields, name)
                for name in ("title", "stance", "forms", "stage", "interference")
            }
            self.bench.do(ops.change_assessment, self._open, **chosen)

    @command(mark("Back to all assessments"))
    def leave(self) -> None:
        self.work.finish()
        before, self._open = self._open, ""
        self.refresh()
        self.list.choose(before)
        self.list.setFocus()

    @command(mark("Remove the assessment"))
    def remove(self) -> None:
        uids = [self._open] if self._open else self.list.uids()
        if uids:
            self._open = ""
            self.bench.do(ops.remove_assessments, uids)

    @imports(mark("Checklist"), ".yaml", ".yml")
    def import_checklist(self, path: Path) -> None:
        done = self.bench.do(checklists.import_checklist, path)
        if done:
            text = _("{title} can be used now.") if done.added else _("{title} was here already.")
            self.bench.notify(text.format(title=done.title))

    def _start(self, fields: AssessmentFields) -> None:
        if uid := self.bench.do(ops.start, fields):
            self.show_record(uid)

    def _open_chosen(self, *_signal_args: Any) -> None:
        if uids := self.list.uids():
            self.show_record(uids[0])

    def _read(self, digest: str) -> ops.Checklist:
        return checklists.read(self.bench.store, digest)

    def _assessed(self, uid: str) -> ops.Assessed | None:
        """Return an assessment; one that is gone or cannot be worked out is refused."""
        found: ops.Assessed | None = self.bench.do(ops.assessed, uid)
        return found

    def _lines(self) -> Sequence[Line]:
        store = self.bench.store
        return [line_of(store, row) for row in ops.list_assessments(store)]

    def _show_choice(self) -> None:
        self.open_button.setEnabled(bool(self.list.row()))
        self.remove_button.setEnabled(bool(self.list.uids()))

    def _answer(self, item: str, values: dict[str, str]) -> None:
        self.bench.do(ops.answer, self._open, item, self.work.seen, **values)

    def _make_action(self, item: str, text: str) -> None:
        fields = ActionFields(text=text, about=self._open)
        if self.bench.do(followups.add_action, fields):
            self.bench.notify(_("An action was made for {item}.").format(item=item))

    def _change(self, name: str, value: Any) -> None:
        seen = self.work.decision.review.seen
        self.bench.do(ops.change_assessment, self._open, seen, **{name: value})

    def _connect(self) -> None:
        do = self.bench.do
        self.start_button.clicked.connect(self.new)
        self.empty.chosen.connect(self.new)
        self.open_button.clicked.connect(self._open_chosen)
        self.remove_button.clicked.connect(self.remove)
        self.list.activated.connect(self._open_chosen)
        self.list.chosen.connect(self._show_choice)
        self.work.outline.left.connect(self.leave)
        self.work.outline.edit_wanted.connect(self.change_setting)
        self.work.item.answered.connect(self._answer)
        self.work.item.action_wanted.connect(self._make_action)
        self.work.risk.rated.connect(partial(do, ops.rate_risk))
        self.work.risk.removed.connect(partial(do, ops.clear_rating))
        self.work.benefits.judged.connect(partial(do, ops.rate_benefit))
        self.work.decision.changed.connect(self._change)

    def _lay_out(self) -> None:
        self.browse = QWidget()
        column = QVBoxLayout(self.browse)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(row(Heading(_("Assessments")), None, self.start_button))
        column.addWidget(self.list, 1)
        column.addLayout(row(self.open_button, self.remove_button, None))
        for view in (self.browse, self.empty, self.work):
            self.stack.addWidget(view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 16, 24, 16)
        outer.addWidget(self.stack)


def line_of(store: Any, row: AssessmentRow) -> Line:
    try:
        found = ops.assessed(store, row.uid)
    except UserError as error:
        return Line(row.uid, row.title, error.why, "", "", "neutral", "")
    how = found.result.completeness
    return Line(
        uid=row.uid,
        title=row.title,
        about=words.what_is_assessed(found),
        verdict=found.verdict,
        hopeful=found.hopeful_verdict,
        tone=VERDICT_TONES[found.result.verdict],
        answered=_("{n} of {total}").format(n=how.items_answered, total=how.items),
    )
