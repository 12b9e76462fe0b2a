"""One editor per kind of value. A new kind is one more entry in ``EDITORS``."""

import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from pydantic.fields import FieldInfo
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QCheckBox, QWidget

from planner.model.kinds import Choice, Kind
from planner.texts import _
from ui.forms.boxes import DayBox, FolderBox, LineBox, LinesBox, NumberBox
from ui.forms.choices import ChoiceBox, FindBox, Pairs

Load = Callable[[], Pairs]
DECIMALS = 4


@dataclass(frozen=True)
class Editor:
    """A widget and what a form does with it. `read` raises ValueError with a reason."""

    widget: QWidget
    read: Callable[[], Any]
    show: Callable[[Any], None]
    finished: SignalInstance


def line(_kind: Kind, _load: Load | None) -> Editor:
    box = LineBox()
    return Editor(box, box.text, lambda value: box.show_text(value or ""), box.editingFinished)


def lines(_kind: Kind, _load: Load | None) -> Editor:
    box = LinesBox()
    return Editor(
        box, box.toPlainText, lambda value: box.setPlainText(value or ""), box.editing_finished
    )


def number(kind: Kind, _load: Load | None) -> Editor:
    box = NumberBox(DECIMALS, _(kind.unit))
    return Editor(box, box.value, lambda value: box.setValue(value or 0), box.editingFinished)


def whole(kind: Kind, _load: Load | None) -> Editor:
    box = NumberBox(0, _(kind.unit))
    return Editor(
        box, lambda: int(box.value()), lambda value: box.setValue(value or 0), box.editingFinished
    )


def share(_kind: Kind, _load: Load | None) -> Editor:
    box = NumberBox(2, "%")
    return Editor(
        box,
        lambda: round(box.value() / 100, 6),
        lambda value: box.setValue((value or 0) * 100),
        box.editingFinished,
    )


def yes_no(_kind: Kind, _load: Load | None) -> Editor:
    box = QCheckBox()
    return Editor(box, box.isChecked, lambda value: box.setChecked(bool(value)), box.clicked)


def day(_kind: Kind, _load: Load | None) -> Editor:
    box = DayBox(with_time=False)
    return Editor(box, box.value, box.show_value, box.editingFinished)


def moment(_kind: Kind, _load: Load | None) -> Editor:
    box = DayBox(with_time=True)
    return Editor(box, box.value, box.show_value, box.editingFinished)


def zone(_kind: Kind, _load: Load | None) -> Editor:
    box = FindBox(zones)
    return Editor(box, lambda: box.value() or "", box.show_value, box.left)


def choice(kind: Kind, _load: Load | None) -> Editor:
    box = ChoiceBox()
    titles = kind.titles if isinstance(kind, Choice) else {}
    box.offer([(code, _(title)) for code, title in titles.items()])
    return Editor(box, box.currentData, box.show_value, box.activated)


def reference(_kind: Kind, load: Load | None) -> Editor:
    """Return a box over the records that `load` lists as (uid, title)."""

    def pairs() -> Pairs:
        return [(None, ""), *(load() if load else ())]

    box = FindBox(pairs)

    def show(value: str | None) -> None:
        box.reload()
        box.show_value(value or None)

    return Editor(box, box.value, show, box.left)


def about(kind: Kind, load: Load | None) -> Editor:
    """Return a box like `reference` whose empty value is an empty text."""
    inner = reference(kind, load)
    return Editor(inner.widget, lambda: inner.read() or "", inner.show, inner.finished)


def folder(_kind: Kind, _load: Load | None) -> Editor:
    box = FolderBox()
    return Editor(box, box.value, box.show_value, box.left)


EDITORS: dict[str, Callable[[Kind, Load | None], Editor]] = {
    "line": line,
    "lines": lines,
    "number": number,
    "whole": whole,
    "share": share,
    "yes_no": yes_no,
    "day": day,
    "moment": moment,
    "zone": zone,
    "choice": choice,
    "reference": reference,
    "about": about,
    "folder": folder,
}
PLAIN = {int: "whole", float: "number", bool: "yes_no", str: "line"}


def kind_of(field: FieldInfo) -> Kind:
    """Return the kind an annotation such as ``Metres`` carries, else one by its type."""
    for found in field.metadata:
        if isinstance(found, Kind):
            return _whole(found) if field.annotation is int else found
    return Kind(PLAIN.get(_bare(field.annotation), "json"))


def _whole(kind: Kind) -> Kind:
    return Kind("whole", kind.unit) if kind.name == "number" else kind


def _bare(annotation: Any) -> Any:
    """Return ``str`` for ``str | None``."""
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        return next(a for a in typing.get_args(annotation) if a is not type(None))
    return annotation


@cache
def zones() -> Pairs:
    """Return the zones people mean, ``Area/City``, without the historical aliases."""
    areas = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    known = sorted(z for z in available_timezones() if z.partition("/")[0] in areas)
    return [("", ""), ("UTC", "UTC"), *((name, name) for name in known)]
