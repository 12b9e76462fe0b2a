"""The ledger of measures taken on the ground: what was done where, and what it changed."""

from typing import Any

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from planner.errors import UserError
from planner.model.interventions import InterventionFields, InterventionRow
from planner.ops import datasets, interventions
from planner.ops.interventions import Judged
from planner.texts import _, figure
from ui.forms.record_form import RecordForm
from ui.pages.hotspots.areas_picker import AreasPicker
from ui.pages.hotspots.wish import Wish
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Card, EmptyState, Strong, Words, row

ASKED = ("name", "dataset", "area_set", "first_day", "last_day", "compared_with", "notes")
DAY = 130


class InterventionsDialog(QDialog):
    """Left: the list, and what the chosen measure changed. Right: what was done, and where."""

    def __init__(self, bench: Workbench, wish: Wish, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench, self._wish = bench, wish
        self.setWindowTitle(_("Interventions"))
        self.list = RowView(
            [
                Column("first_day", _("First day"), writers.day),
                Column("name", _("What was done")),
            ],
            lambda: interventions.list_interventions(bench.store),
            _("Interventions"),
        )
        self.list.fit(DAY)
        self.add, self.remove = QPushButton(_("&Add")), QPushButton(_("&Remove"))
        for button in (self.add, self.remove):
            button.setAutoDefault(False)  # Enter in a box is not meant for them
        self.form = RecordForm(
            InterventionFields,
            {
                "dataset": lambda: _named(datasets.list_datasets(bench.store)),
                "area_set": lambda: _named(datasets.list_area_sets(bench.store)),
            },
            only=ASKED,
        )
        self.areas = AreasPicker(
            {
                "areas": _("Areas treated"),
                "control": _("Control areas"),
                "near": _("Areas offences may have moved to"),
                "near_control": _("Control of the areas near by"),
            }
        )
        self.empty = EmptyState(
            _("No interventions yet"),
            _(
                "Write down what was done, where and when. The incidents before and during,"
                " beside areas where nothing was done, tell what it changed."
            ),
            _("&Add an intervention"),
        )
        self.pages = QStackedWidget()
        self.effect = Card(_("What did it change?"))
        self.said, self.counts, self.warned = Strong(), Words(), Caption(wrap=True)
        self._lay_out()
        self.list.chosen.connect(self._show)
        self.form.field_finished.connect(self._change)
        self.areas.changed.connect(self._change)
        self.add.clicked.connect(self._add)
        self.empty.chosen.connect(self._add)
        self.remove.clicked.connect(self._remove)
        bench.changed.connect(self._follow)
        self.finished.connect(lambda _result: bench.changed.disconnect(self._follow))
        self.list.choose_first()
        self._show()
        self.resize(1080, 680)

    def done(self, result: int) -> None:
        self.form.finish()
        super().done(result)

    def _add(self) -> None:
        """Begin a new entry with the incidents and areas of the page."""
        fields = InterventionFields(
            name=_("New intervention"), dataset=self._wish.dataset, area_set=self._wish.area_set
        )
        if uid := self._bench.do(interventions.add_intervention, fields):
            self.list.refresh()
            self.list.choose(uid)
            self._show()
            self.form.editor("name").setFocus()

    def _remove(self) -> None:
        for uid in self.list.uids():
            self._bench.do(interventions.remove_intervention, uid)

    def _change(self, name: str, value: Any) -> None:
        chosen = self.list.row()
        if chosen is not None:
            change = interventions.change_intervention
            self._bench.do(change, chosen.uid, seen=self.form.seen, **{name: value})
            self.form.seen = self._bench.store.revision

    def _follow(self, kinds: frozenset[str]) -> None:
        if kinds & {"intervention", "dataset", "area_set"}:
            self.list.refresh()
            self._show()

    def _show(self) -> None:
        entry = self.list.row()
        self.pages.setCurrentIndex(1 if self.list.count() else 0)
        self.remove.setEnabled(entry is not None)
        self.form.show_record(entry, self._bench.store.revision)
        self.areas.setEnabled(entry is not None)
        self.effect.setVisible(entry is not None)
        if entry is None:
            self.areas.show_areas((), {})
            return
        self.areas.show_areas(self._areas_of(entry), entry.model_dump(include=set(PLACES)))
        self._judge(entry)

    def _areas_of(self, entry: InterventionRow) -> list[tuple[str, str]]:
        known = {row.uid: row for row in datasets.list_area_sets(self._bench.store)}
        chosen = known.get(entry.area_set or "")
        if chosen is None:
            return []
        shapes = datasets.polygons(self._bench.store, chosen)
        return list(zip(shapes.ids, shapes.labels, strict=True))

    def _judge(self, entry: InterventionRow) -> None:
        """Say what the measure changed, or what is missing to say it."""
        try:
            found = interventions.judge(self._bench.store, entry)
        except UserError as refusal:
            self.said.setText(refusal.why)
            self.counts.setText(refusal.fix)
            self.warned.setText("")
            return
        self.said.setText(said(found))
        self.counts.setText(counted(found))
        self.warned.setText("\n".join(found.warnings))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(row(self.add, self.remove, None))
        left.addWidget(self.effect)
        inside = QWidget()
        right = QVBoxLayout(inside)
        right.setContentsMargins(0, 0, 12, 0)
        for part in (self.said, self.counts, self.warned):
            self.effect.body.addWidget(part)
        right.addWidget(self.form)
        right.addWidget(self.areas, 1)
        scrolled = QScrollArea()
        scrolled.setWidget(inside)
        scrolled.setWidgetResizable(True)
        parts = QHBoxLayout()
        parts.setSpacing(16)
        parts.addLayout(left, 2)
        parts.addWidget(scrolled, 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        ledger = QWidget()
        ledger.setLayout(parts)
        parts.setContentsMargins(0, 0, 0, 0)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(ledger)
        box.addWidget(self.pages, 1)
        box.addWidget(buttons)


PLACES = interventions.PLACES


def said(found: Judged) -> str:
    """Return the effect with its interval, in words."""
    effect = found.effect
    words = (
        _("{n} incidents fewer than the control lets expect (95 %: {low} to {high}).")
        if effect.difference < 0
        else _("{n} incidents more than the control lets expect (95 %: {low} to {high}).")
    )
    return words.format(
        n=writers.number(abs(effect.difference)),
        low=figure(effect.low, "+.1f"),
        high=figure(effect.high, "+.1f"),
    )


def counted(found: Judged) -> str:
    """Return what was counted where, a line for each place."""
    titles = {
        "areas": _("Areas treated"),
        "control": _("Control areas"),
        "near": _("Areas offences may have moved to"),
        "near_control": _("Control of the areas near by"),
    }
    lines = [
        _("{place}: {before} before, {after} during").format(
            place=titles[name], before=writers.number(one.before), after=writers.number(one.after)
        )
        for name, one in found.counts.items()
    ]
    effect = found.effect
    lines.append(_("z = {z}, p = {p}").format(z=figure(effect.z, ".2f"), p=figure(effect.p, ".3f")))
    if effect.low < 0 < effect.high:
        lines.append(_("The interval holds 0: it may as well have changed nothing."))
    return "\n".join(lines)


def _named(rows: list[Any]) -> list[tuple[str, str]]:
    return [(row.uid, row.name) for row in rows]
