"""Marks for boxes that stand in no record form."""

from PySide6.QtWidgets import QFormLayout, QWidget

from planner.ops import marks as ops
from planner.ops.marks import Marks
from ui.forms.record_form import RecordForm
from ui.shell.workbench import Workbench
from ui.theme.widgets import Mark


class FieldMark(Mark):
    """Says what is special about some fields; it stands in for boxes without a value."""

    def __init__(self, *boxes: QWidget, form: QFormLayout | None = None) -> None:
        """Stand in for `boxes`; those in `form` go with their labels."""
        super().__init__()
        self._boxes, self._form = boxes, form

    def show_marks(self, marks: Marks, *fields: str) -> None:
        """Say what there is to say about the first of these fields that has anything."""
        self.say(next((marks.words[name] for name in fields if name in marks.words), ""))
        hidden = any(name in marks.withheld for name in fields)
        for box in self._boxes:
            if self._form and self._form.indexOf(box) >= 0:
                self._form.setRowVisible(box, not hidden)
            else:
                box.setVisible(not hidden)


def mark_form(form: RecordForm, bench: Workbench, kind: str, uid: str) -> None:
    """Mark the fields of a form that shows the record `uid`."""
    marks = ops.of_record(bench.store, kind, uid)
    form.show_marks(marks.words, marks.withheld)
