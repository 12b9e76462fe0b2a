"""Two contacts that may be one, side by side."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QPushButton

from planner.model.everything import KINDS
from planner.ops import duplicates as ops
from planner.ops import history
from planner.texts import _, mark
from ui.pages.parts.lists import Detail
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Card, CardTitle, Section, Words, clear, row

WHY = {
    "email": mark("Both have the same mail address."),
    "phone": mark("Both have the same telephone number."),
    "name": mark("Their names are alike."),
}


class TwinsDetail(Detail):
    """Fields of both; keep one of them for both, or go on. `settled` says they were merged."""

    settled = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Two contacts"))
        self._bench = bench
        self._pair: ops.Suggestion | None = None
        self.why = Caption(wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        card = Card()
        card.body.addLayout(self._grid)
        self.keep_one, self.keep_two = QPushButton(), QPushButton()
        self.keep_one.clicked.connect(partial(self._merge, first=True))
        self.keep_two.clicked.connect(partial(self._merge, first=False))
        self.column.addWidget(Section(_("Are these two the same?")))
        self.column.addWidget(self.why)
        self.column.addWidget(card)
        self.column.addLayout(row(self.keep_one, self.keep_two, None))
        self.column.addWidget(
            Caption(
                _(
                    "Nothing is deleted: sessions and notes of both are shown under the one you"
                    " keep, its empty fields are filled from the other, and the contact's page can"
                    " part them again. If they are two people, just go on."
                ),
                wrap=True,
            )
        )
        self.column.addStretch(1)

    def show_pair(self, pair: ops.Suggestion | None) -> None:
        self._pair = pair
        clear(self._grid)
        if pair is None:
            return
        self.why.setText(_(WHY[pair.why]))
        kind, store = KINDS[pair.kind], self._bench.store
        one, two = (store.row(kind.row, entry.uid) for entry in (pair.one, pair.two))
        self._grid.addWidget(CardTitle(pair.one.name), 0, 1)
        self._grid.addWidget(CardTitle(pair.two.name), 0, 2)
        for name, info in kind.fields.model_fields.items():
            words = [history.say(store, kind.name, {name: getattr(r, name)}) for r in (one, two)]
            if name != "merged_into" and words[0] != words[1]:
                line = self._grid.rowCount()
                self._grid.addWidget(Caption(_(info.title or name)), line, 0)
                self._grid.addWidget(Words(words[0]), line, 1)
                self._grid.addWidget(Words(words[1]), line, 2)
        self.keep_one.setText(_("Keep {name}").format(name=pair.one.name))
        self.keep_two.setText(_("Keep {name}").format(name=pair.two.name))
        same = pair.one.name == pair.two.name
        self.keep_one.setText(_("Keep the left one") if same else self.keep_one.text())
        self.keep_two.setText(_("Keep the right one") if same else self.keep_two.text())

    def _merge(self, *_clicked: bool, first: bool) -> None:
        if pair := self._pair:
            kept, lost = (pair.one, pair.two) if first else (pair.two, pair.one)
            values = ops.taken_over(self._bench.store, pair.kind, lost.uid, kept.uid)
            self._bench.do(ops.merge_contacts, pair.kind, lost.uid, kept.uid, **values)
            self.settled.emit()
