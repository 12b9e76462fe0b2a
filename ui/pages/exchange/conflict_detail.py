"""One conflict: what stood before, what each side wrote, and the ways to settle it."""

from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QVBoxLayout

from planner.ops import exchange as ops
from planner.ops import history
from planner.ops.search import title_of, words_of
from planner.texts import _, mark
from ui.pages.exchange.difference import DifferenceView
from ui.pages.parts.lists import Detail
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.widgets import Caption, Card, CardTitle, PrimaryButton, Section, Words, clear, row

ABOUT = {
    "value": mark("Two or more people wrote different values, not knowing of each other."),
    "delete/keep": mark("One side removed this record; another brought it back or kept it."),
    "delete/edit": mark("One side removed this record, not knowing that another edited it."),
    "delete/child": mark("One side removed this record, not knowing what was added to it."),
}


class ConflictDetail(Detail):
    """All sides of a conflict below each other. `settled` says that one was settled."""

    settled = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("The chosen conflict"))
        self._bench = bench
        self._conflict: ops.Conflict | None = None
        self.title, self.about = Section(wrap=True), Caption(wrap=True)
        self.before = Card(_("Both started from"))
        self.before_text = Words()
        self.before.body.addWidget(self.before_text)
        self._sides = QVBoxLayout()
        self._sides.setSpacing(12)
        self.own = Card(_("Or write what both mean"))
        self.own_text = QPlainTextEdit(tabChangesFocus=True)
        self.own_text.setAccessibleName(_("A value for both sides"))
        self.use_own = QPushButton(_("&Use this text"))
        self.use_own.clicked.connect(self._take_own)
        self.own.body.addWidget(self.own_text)
        self.own.body.addLayout(row(self.use_own, None))
        self.take: list[QPushButton] = []
        self.column.addWidget(self.title)
        self.column.addWidget(self.about)
        self.column.addWidget(self.before)
        self.column.addLayout(self._sides)
        self.column.addWidget(self.own)
        self.column.addWidget(
            Caption(_("To leave it for later, just go on: nothing is lost meanwhile."), wrap=True)
        )
        self.column.addStretch(1)

    def show_conflict(self, conflict: ops.Conflict | None) -> None:
        self._conflict = conflict
        clear(self._sides)
        self.take = []
        if conflict is None:
            return
        field = history.field_titles(conflict.kind, conflict.cell)
        title = title_of(self._bench.store, conflict.kind, conflict.uid)
        self.title.setText(f"{title} · {field}" if conflict.about == "value" else title)
        self.about.setText(_(ABOUT[conflict.about]))
        self.before.setVisible(conflict.before is not None)
        self.before_text.setText(self._words(conflict.before))
        if conflict.about == "value":
            for side in conflict.sides:
                self._sides.addWidget(self._side(conflict, side))
        else:
            self._sides.addWidget(self._life(conflict))
        self._offer_own(conflict)

    def _side(self, conflict: ops.Conflict, side: ops.Side) -> Card:
        who = side.who or _("Somebody")
        card = Card()
        card.body.addWidget(
            CardTitle(_("{who}, {time}").format(who=who, time=writers.local(side.at_utc)))
        )
        card.body.addWidget(Caption(side.brought_by or _("written in this copy"), wrap=True))
        text = DifferenceView(_("The value of {who}").format(who=who))
        known = _is_text(conflict, conflict.before) and _is_text(conflict, side.values)
        before = self._words(conflict.before) if known else None
        text.show_difference(before, self._words(side.values))
        card.body.addWidget(text)
        button = QPushButton(_("Take this one"))
        button.setAccessibleName(_("Take the value of {who}").format(who=who))
        button.setEnabled(side.values is not None)
        button.clicked.connect(partial(self._settle, side.values))
        self.take.append(button)
        card.body.addLayout(row(button, None))
        return card

    def _life(self, conflict: ops.Conflict) -> Card:
        card = Card(_("Keep the record or remove it?"))
        card.body.setSpacing(6)
        for side in conflict.sides:
            words = _("kept it") if (side.values or {}).get("keep") else _("removed it")
            line = _("{who} {did} on {time}").format(
                who=side.who or _("Somebody"), did=words, time=writers.local(side.at_utc)
            )
            card.body.addWidget(Words(line))
        for line in [*self._edits(conflict), *self._children(conflict)]:
            card.body.addWidget(Words(f"• {line}"))
        keep, remove = PrimaryButton(_("&Keep it")), QPushButton(_("&Remove it"))
        keep.clicked.connect(partial(self._settle, True))
        remove.clicked.connect(partial(self._settle, False))
        self.take = [keep, remove]
        card.body.addLayout(row(keep, remove, None))
        return card

    def _edits(self, conflict: ops.Conflict) -> list[str]:
        """Say what was written by somebody who did not know of the removal."""
        return [
            _("{who} wrote in {field} on {time}: {value}").format(
                who=side.who or _("Somebody"),
                field=history.field_titles(conflict.kind, side.cell),
                time=writers.local(side.at_utc),
                value=self._words(side.values),
            )
            for side in conflict.unseen
        ]

    def _children(self, conflict: ops.Conflict) -> list[str]:
        """Say what belongs to the record and would go with it."""
        store = self._bench.store
        return [
            f"{words_of(kind)}: {title_of(store, kind, uid)}" for kind, uid in conflict.children
        ]

    def _offer_own(self, conflict: ops.Conflict) -> None:
        texts = [(s.values or {}).get(conflict.cell) for s in conflict.sides]
        possible = conflict.about == "value" and all(isinstance(text, str) for text in texts)
        self.own.setVisible(possible)
        self.own_text.clear()
        if possible:
            self.own_text.setPlainText("\n".join(str(text) for text in texts))

    def _take_own(self) -> None:
        self._settle(self.own_text.toPlainText())

    def _settle(self, value: Any) -> None:
        found = self._conflict
        if found is None:
            return
        if isinstance(value, dict) and list(value) == [found.cell]:
            value = value[found.cell]
        self._bench.do(ops.resolve, found.kind, found.uid, found.cell, value)
        self.settled.emit()

    def _words(self, values: dict[str, Any] | None) -> str:
        if values is None:
            return _("withheld by the sender")
        conflict = self._conflict
        return history.say(self._bench.store, conflict.kind, values) if conflict else ""


def _is_text(conflict: ops.Conflict, values: dict[str, Any] | None) -> bool:
    """Say whether a value is one text, so that words can be compared."""
    return values is not None and isinstance(values.get(conflict.cell), str)
