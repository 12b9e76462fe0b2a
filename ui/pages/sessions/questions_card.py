"""What is to be discussed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit

from planner.model.sessions import QuestionRow
from planner.ops import marks
from planner.ops import questions as ops
from planner.texts import _
from ui.pages.sessions.question_list import QuestionList
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Card

LONGEST = 2000


class QuestionsCard(Card):
    """The questions of one session, and a box for the next one."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Questions"))
        self._bench = bench
        self._session = ""
        self.list = QuestionList()
        self.hint = Caption(
            _("Drag a question, or move it with Alt+Up and Alt+Down. F2 edits it."), wrap=True
        )
        self.add = QLineEdit(placeholderText=_("Add a question and press Enter"))
        self.add.setAccessibleName(_("New question"))
        self.add.setMaxLength(LONGEST)
        self.body.addWidget(self.list)
        self.body.addWidget(self.add)
        self.body.addWidget(self.hint)
        self.add.returnPressed.connect(self._add)
        self.list.edited.connect(self._change)
        self.list.moved.connect(lambda uid, place: bench.do(ops.move_question, uid, place))

    def show_session(self, uid: str) -> None:
        if uid != self._session:
            self.add.clear()
        self._session = uid
        self._show(ops.list_questions(self._bench.store, uid) if uid else [])

    def remove_chosen(self) -> bool:
        """Remove the chosen question, if the list is in use."""
        if not (self.list.hasFocus() and self.list.uid()):
            return False
        self._bench.do(ops.remove_question, self.list.uid())
        return True

    def _show(self, rows: Sequence[QuestionRow]) -> None:
        self.list.show_questions(rows, marks.of_records(self._bench.store, "question", rows))
        self.list.setVisible(bool(rows))
        self.hint.setVisible(len(rows) > 1)

    def _add(self) -> None:
        text = self.add.text().strip()
        if text and self._session:
            self.add.clear()
            self._bench.do(ops.add_question, self._session, text)

    def _change(self, uid: str, text: str) -> None:
        if text:
            self._bench.do(ops.change_question, uid, text=text)
        else:
            self._bench.do(ops.remove_question, uid)
