"""What the project holds: incidents, areas, forecasts made earlier; and facts of the incidents."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from planner.model.datasets import AreaSetRow, DatasetFields, DatasetRow
from planner.model.factors import FactorRow
from planner.model.goals import LookRow
from planner.model.kinds import choice_titles
from planner.ops import datasets, looks
from planner.texts import _, or_withheld, plural
from ui.forms.record_form import RecordForm
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Card, LinkButton, Words, row

ORIGIN = 104  # pixels, for a date as 2026-06-25
NAME = 150  # pixels
EDITED = (
    *("name", "offence_type", "discovered_by", "timing"),
    *("source", "licence", "notes", "locked_days"),
)


@dataclass(frozen=True)
class Held:
    """One line of the list of data: a set of incidents or of areas."""

    uid: str
    name: str
    said: str


class DataCard(Card):
    """What there is to forecast from, and the two ways to bring more in."""

    chosen = Signal(str)

    def __init__(self, load: Callable[[], Sequence[Held]], parent: QWidget | None = None) -> None:
        super().__init__(_("Data"), parent)
        columns = [Column("name", _("Name")), Column("said", _("Holds"))]
        self.list = RowView(columns, load, _("Data"))
        self.list.setMinimumHeight(150)
        self.list.fit(NAME)
        self.incidents = QPushButton(_("Import &incidents…"))
        self.areas = QPushButton(_("Import &areas…"))
        self.body.addWidget(self.list)
        self.body.addWidget(self.incidents)
        self.body.addWidget(self.areas)
        self.list.chosen.connect(self._tell)

    def _tell(self) -> None:
        if chosen := self.list.row():
            self.chosen.emit(chosen.uid)


def held(
    incidents: Iterable[DatasetRow],
    area_sets: Iterable[AreaSetRow],
    factors: Iterable[FactorRow],
) -> list[Held]:
    """Return all data as lines, incidents first."""
    lines = [
        Held(row.uid, row.name, plural("{n} incident", "{n} incidents", row.rows))
        for row in incidents
    ]
    lines += [
        Held(row.uid, row.name, plural("{n} area", "{n} areas", row.areas)) for row in area_sets
    ]
    lines += [
        Held(row.uid, row.name, plural("{n} shape", "{n} shapes", row.features)) for row in factors
    ]
    return lines


class MoreCard(Card):
    """What else one can do with the data of the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("More"), parent)
        self.interventions = QPushButton(_("I&nterventions…"))
        self.others = QPushButton(_("Forecasts of &others…"))
        self.body.addWidget(self.interventions)
        self.body.addWidget(self.others)


class EarlierCard(Card):
    """Forecasts kept in the project; choosing one shows it again."""

    chosen = Signal(str)

    def __init__(self, load: Callable[[], Sequence[Any]], parent: QWidget | None = None) -> None:
        super().__init__(_("Earlier forecasts"), parent)
        columns = [
            Column("origin", _("Origin"), lambda moment: moment[:10]),
            Column("name", _("Forecast")),
        ]
        self.list = RowView(columns, load, _("Earlier forecasts"))
        self.list.setMinimumHeight(150)
        self.list.fit(ORIGIN)
        self.body.addWidget(self.list)
        self.list.chosen.connect(self._tell)

    def refresh(self) -> None:
        self.list.refresh()
        self.setVisible(self.list.count() > 0)

    def _tell(self) -> None:
        if chosen := self.list.row():
            self.chosen.emit(chosen.uid)


class FactsCard(Card):
    """Where the incidents come from, and what was left out. Its fields can be put right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Where do the incidents come from?"), parent)
        self.row: DatasetRow | None = None
        self.words, self.warnings = Words(), Caption(wrap=True)
        self.rejected = LinkButton()
        self.edit = LinkButton(_("Edit…"))
        self.week = LinkButton(_("Hours of the week…"))
        self.body.addWidget(self.words)
        self.body.addWidget(self.warnings)
        self.body.addLayout(row(self.edit, self.week, None))
        self.body.addLayout(row(self.rejected, None))
        self.rejected.clicked.connect(self._show_rejected)

    def show_row(self, dataset: DatasetRow | None, seen: Sequence[LookRow] = ()) -> None:
        """Show the facts; `seen` are the looks at the locked days."""
        self.row = dataset
        self.setVisible(dataset is not None)
        if dataset is None:
            return
        self.words.setText("\n".join([*facts_of(dataset), *locked(dataset, seen)]))
        report = dataset.report or {}
        warnings = "\n".join(report.get("warnings", ()))
        self.warnings.setText(warnings)
        self.warnings.setVisible(bool(warnings))
        count = int(report.get("rejected_rows", 0))
        self.rejected.setText(plural("{n} row was left out…", "{n} rows were left out…", count))
        self.rejected.setVisible(count > 0)

    def _show_rejected(self) -> None:
        if self.row is not None:
            RejectedDialog(self.row, self).open()


def facts_of(dataset: DatasetRow) -> list[str]:
    """Return what is known of a set of incidents, one sentence a line."""
    return [
        dataset.name,
        _("{n} incidents, {first} to {last}.").format(
            n=writers.number(dataset.rows),
            first=writers.day(dataset.first_day),
            last=writers.day(dataset.last_day),
        ),
        _("Reported by the public.")
        if dataset.discovered_by == "public"
        else _("Discovered by police: the records say where police looked."),
        *timing_words(dataset),
        _("Source: {source}.").format(source=dataset.source or _("not given")),
        _("Licence: {licence}.").format(licence=dataset.licence or _("not given")),
    ]


def timing_words(dataset: DatasetRow) -> list[str]:
    """Say when incidents between two moments count, where that is not their start."""
    if dataset.timing in (None, "from"):
        return []
    how = _(choice_titles(DatasetFields, "timing")[dataset.timing])
    return [_("Incidents between two moments count: {how}.").format(how=how[:1].lower() + how[1:])]


def locked(dataset: DatasetRow, seen: Sequence[LookRow]) -> list[str]:
    """Return which days are locked, and each look with its day and reason."""
    since = looks.locked_from(dataset)
    lines = []
    if since:
        day = writers.day(since.isoformat())
        lines.append(_("Locked for back-tests from {day} on.").format(day=day))
    return lines + [
        _("Looked at the locked days on {day}: {reason}").format(
            day=writers.day((one.at or "")[:10]), reason=or_withheld(one.reason)
        )
        for one in seen
    ]


class RejectedDialog(QDialog):
    """The rows that were not taken, each with its reason."""

    def __init__(self, dataset: DatasetRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Rows left out of {name}").format(name=dataset.name))
        listed = [
            RejectedRow(number, entry) for number, entry in enumerate(dataset.report["rejected"])
        ]
        columns = [
            Column("row", _("Row"), writers.number, right=True),
            Column("column", _("Column")),
            Column("reason", _("Reason")),
        ]
        self.list = RowView(columns, lambda: listed, _("Rows left out"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        all_rows = int(dataset.report.get("rejected_rows", len(listed)))
        if all_rows > len(listed):
            box.addWidget(
                Caption(
                    _("The first {n} of {all} are listed.").format(
                        n=writers.number(len(listed)), all=writers.number(all_rows)
                    )
                )
            )
        box.addWidget(self.list)
        box.addWidget(buttons)
        self.resize(560, 420)


class RejectedRow:
    """One line of an import's report, as a list shows it."""

    def __init__(self, number: int, entry: Any) -> None:
        self.uid = str(number)
        self.row = int(entry["row"])
        self.column = str(entry.get("column", ""))
        self.reason = str(entry["reason"])


class FactsDialog(QDialog):
    """Put right what was said of a set of incidents at its import. Leaving a box keeps it."""

    def __init__(
        self, bench: Workbench, dataset: DatasetRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._uid = bench, dataset.uid
        self.setWindowTitle(_("About {name}").format(name=dataset.name))
        self.form = RecordForm(DatasetFields, only=EDITED)
        self.form.show_record(dataset, bench.store.revision)
        self.form.field_finished.connect(self._change)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.addWidget(self.form)
        box.addWidget(buttons)
        self.resize(520, 420)

    def done(self, result: int) -> None:
        self.form.finish()
        super().done(result)

    def _change(self, name: str, value: Any) -> None:
        self._bench.do(datasets.change_dataset, self._uid, seen=self.form.seen, **{name: value})
        self.form.seen = self._bench.store.revision
