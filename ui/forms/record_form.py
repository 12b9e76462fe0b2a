"""The one form of the app: records, method settings and preferences all use it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from planner.texts import _
from ui.forms.choices import Pairs
from ui.forms.editors import EDITORS, Editor, kind_of
from ui.forms.reasons import reasons
from ui.theme.widgets import FieldLabel, Mark, Problem, set_state

NOT_EDITED = frozenset({"json", "redirect"})
UNREADABLE = object()


class RecordForm(QWidget):
    """A box for every field of `fields_type`, in its order.

    `field_finished(name, value)` is sent once a person has put a new and
    valid value into a box and left it. A bad value stays in the box with its
    reason below it, and nothing is sent.

    Parameters
    ----------
    fields_type : type
        What can be filled in.
    choices : mapping, optional
        For each reference, what lists the records to choose from as (uid, title).
    only : sequence of str, optional
        The fields to show, in this order; all but JSON if left out.

    Attributes
    ----------
    record : object or None
        What is shown. Its ``uid`` is the record to change.
    seen : int
        The revision of the file that the shown values come from; operations
        pass it on, so that a change made meanwhile is noticed.
    """

    field_finished = Signal(str, object)

    def __init__(
        self,
        fields_type: type[BaseModel],
        choices: Mapping[str, Callable[[], Pairs]] | None = None,
        only: Sequence[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._type = fields_type
        self._choices = choices or {}
        self.record: Any = None
        self.seen = 0
        self._shown: dict[str, Any] = {}
        self._editors: dict[str, Editor] = {}
        self._problems: dict[str, Problem] = {}
        self._marks: dict[str, Mark] = {}
        self._cells: dict[str, QVBoxLayout] = {}
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(8)
        layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name in only if only is not None else fields_type.model_fields:
            self._add(layout, name, fields_type.model_fields[name])
        self.show_record(None)

    def show_record(self, record: BaseModel | None, seen: int = 0) -> None:
        """Fill the boxes from `record`; without one the form is switched off.

        What a person is just typing into the same record is left alone.
        """
        if _uid(record) != _uid(self.record):
            self.finish()
            typing = None
        else:
            typing = self._in_use()
        self.record = record
        if typing is None:  # what is being typed was begun before what may have come in since
            self.seen = seen
        self.setEnabled(record is not None)
        values = record.model_dump() if record else {}
        for name, editor in self._editors.items():
            if name == typing:
                self._shown[name] = values.get(name)
                continue
            editor.show(values.get(name))
            self._shown[name] = _read(editor)
            self._say(name, "")

    def show_marks(self, marks: Mapping[str, str], withheld: Collection[str] = frozenset()) -> None:
        """Say below their boxes what is special about some fields.

        One whose value was `withheld` has no box: an empty one would look like
        a value, and nothing can be written over what is not known.
        """
        for name, mark in self._marks.items():
            mark.say(marks.get(name, ""))
            self._editors[name].widget.setVisible(name not in withheld)

    def finish(self) -> None:
        """Send what stands in the boxes and was not sent yet, as leaving a box does."""
        if self.record is not None:
            for name in self._editors:
                self._finish(name)

    def values(self) -> dict[str, Any]:
        """Return what stands in the boxes, and the record's own for the fields not shown."""
        own = self.record.model_dump() if self.record is not None else {}
        own = {name: own[name] for name in self._type.model_fields if name in own}
        return own | {name: _read(editor) for name, editor in self._editors.items()}

    def editor(self, name: str) -> QWidget:
        """Return the box of a field."""
        return self._editors[name].widget

    def put_after(self, name: str, title: str, widget: QWidget) -> None:
        """Put a row of the page's own below the field `name`."""
        layout = self.layout()
        if isinstance(layout, QFormLayout):
            row, _part = layout.getLayoutPosition(self._cells[name])
            label = FieldLabel(title)
            label.setBuddy(widget)
            if not title:
                label.hide()
            layout.insertRow(row + 1, label, widget)

    def _add(self, layout: QFormLayout, name: str, field: FieldInfo) -> None:
        kind = kind_of(field)
        if kind.name in NOT_EDITED:
            return
        title = _(field.title or name)
        editor = EDITORS[kind.name](kind, self._choices.get(name))
        editor.widget.setObjectName(name)
        editor.widget.setAccessibleName(title)
        editor.widget.setToolTip(_(field.description or ""))
        editor.finished.connect(partial(self._finish, name))
        problem = Problem(wrap=True)
        problem.setObjectName(f"{name}_problem")
        mark = self._marks[name] = Mark()
        mark.setObjectName(f"{name}_mark")
        cell = QVBoxLayout()
        cell.setSpacing(2)
        cell.addWidget(editor.widget)
        cell.addWidget(problem)
        cell.addWidget(mark)
        label = FieldLabel(title)
        label.setBuddy(editor.widget)
        layout.addRow(label, cell)
        self._cells[name] = cell
        self._editors[name], self._problems[name] = editor, problem

    def _in_use(self) -> str | None:
        """Return the field whose box has the focus and holds something not yet sent."""
        focus = self.window().focusWidget()
        for name, editor in self._editors.items():
            inside = focus is not None and (
                focus is editor.widget or editor.widget.isAncestorOf(focus)
            )
            if inside and _read(editor) != self._shown[name]:
                return name
        return None

    def _finish(self, name: str, *_signal_args: Any) -> None:
        if self.record is None or not isValid(self._problems[name]):
            return  # a box that dies with the focus still says that it was left
        try:
            value = self._editors[name].read()
        except ValueError as unreadable:
            self._say(name, str(unreadable))
            return
        if value == self._shown[name]:
            self._say(name, "")
            return
        reason = reasons(self._type, self.values()).get(name, "")
        self._say(name, reason)
        if not reason:
            self._shown[name] = value
            self.field_finished.emit(name, value)

    def _say(self, name: str, reason: str) -> None:
        box, problem = self._editors[name].widget, self._problems[name]
        if problem.text() != reason:
            set_state(box, "bad", bool(reason))
        problem.setText(reason)
        problem.setVisible(bool(reason))
        box.setAccessibleDescription(reason or _(self._type.model_fields[name].description or ""))


def _uid(record: Any) -> Any:
    return getattr(record, "uid", type(record))


def _read(editor: Editor) -> Any:
    """Return what stands in a box; what cannot be read counts as its text."""
    try:
        return editor.read()
    except ValueError:
        return UNREADABLE
