"""The notes about a record: write one, change it, take it away."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from planner.model.followups import NoteFields, NoteRow
from planner.ops import followups as ops
from planner.ops import marks
from planner.texts import _
from ui.forms.boxes import LinesBox
from ui.pages.parts.card_rows import CardRows
from ui.pages.parts.marks import FieldMark
from ui.shell.workbench import Workbench
from ui.theme.icons import set_icon
from ui.theme.widgets import Card, column, row


class NotesCard(Card):
    """Free texts about one record."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Notes"))
        self._bench = bench
        self._about = ""
        self.rows = CardRows(partial(_NoteLine, bench))
        self.rows.setSpacing(8)
        self.box = LinesBox()
        self.box.setPlaceholderText(_("Write a note"))
        self.box.setAccessibleName(_("New note"))
        self.keep = QPushButton(_("Add note"))
        self.keep.clicked.connect(self._add)
        self.body.addLayout(self.rows)
        self.body.addWidget(self.box)
        self.body.addLayout(row(self.keep, None))

    def show_about(self, uid: str) -> None:
        """Show the notes about the record `uid`; a note begun about another one is kept first."""
        if uid != self._about:
            self._add()
        self._about = uid
        self.rows.show_items(ops.list_notes(self._bench.store, uid) if uid else [])

    def _add(self) -> None:
        text = self.box.toPlainText().strip()
        if text and self._about:
            self.box.clear()
            self._bench.do(ops.add_note, NoteFields(text=text, about=self._about))


class _NoteLine(QWidget):
    """One note, edited where it stands."""

    def __init__(self, bench: Workbench, note: NoteRow) -> None:
        super().__init__()
        self._bench = bench
        self._note = note
        self._seen = 0
        self.box = LinesBox()
        self.box.setAccessibleName(_("Note"))
        self.remove = QToolButton()
        self.remove.setAccessibleName(_("Remove note"))
        self.remove.setToolTip(_("Remove note"))
        set_icon(self.remove, "remove")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self.mark = FieldMark(self.box)
        line.addLayout(column(self.box, self.mark, spacing=2), 1)
        line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self.box.editing_finished.connect(self._change)
        self.remove.clicked.connect(lambda: bench.do(ops.remove_note, note.uid))

    def show_row(self, note: NoteRow) -> None:
        self.mark.show_marks(marks.of_record(self._bench.store, "note", note.uid), "text")
        typing = self.box.hasFocus() and self.box.toPlainText() != self._note.text
        self._note, self._seen = note, self._bench.store.revision
        if not typing and self.box.toPlainText() != (note.text or ""):
            self.box.setPlainText(note.text or "")

    def _change(self) -> None:
        text = self.box.toPlainText().strip()
        if text and text != self._note.text:
            self._bench.do(ops.change_note, self._note.uid, self._seen, text=text)
