"""Results of a back-test: a table of methods, and below it the curve or more measures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from planner.ops import forecasts
from planner.texts import _, mark
from ui.pages.hotspots.accuracy_card import Against, Line
from ui.pages.hotspots.figures import curves_of, line_of
from ui.pages.hotspots.measures import Pair, Tenth, measures_of, pairs_of, tenths_of
from ui.pages.hotspots.stress_tables import (
    CHALLENGE,
    SWINGS,
    Challenge,
    Swing,
    challenge_of,
    swings_of,
)
from ui.plots.score_curve import ScoreCurve
from ui.tables import writers
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Words

LEAST_WHOLE = 0.01
BRIEFLY = {
    "better": mark("better"),
    "cannot tell": mark("cannot tell"),
    "worse": mark("worse"),
}
METHOD, WIDEST = 1, 170  # the column of names, and its width in pixels: figures matter more


@dataclass(frozen=True)
class Result:
    """One line of the table: a method at one share of the area."""

    uid: str
    name: str
    method: str
    coverage: float
    line: Line
    pai: float
    verdict: str

    caught = property(lambda self: self.line.caught)
    rate = property(lambda self: self.line.rate)
    one_in = property(lambda self: self.line.one_in)


def results_of(document: Mapping[str, Any]) -> list[Result]:
    """Return every method at every share, with its verdict against the count map."""
    said = {
        (one["a"], one["coverage"]): Against(
            one["verdict"], one["difference"], one["low"], one["high"]
        )
        for one in document["comparisons"]
    }
    results = []
    for coverage in document["protocol"]["coverages"]:
        for name, figures in document["methods"].items():
            score, called = figures[f"{coverage:g}"], forecasts.called(name)
            against = said.get((name, coverage))
            verdict = f"{_(BRIEFLY[against.verdict])}, {against.points}" if against else ""
            line = line_of(score, called)
            uid = f"{name} {coverage}"
            results.append(Result(uid, name, called, coverage, line, score["pai"], verdict))
    return results


def area(share: float | None) -> str:
    """Write a share of the area; less than a per cent with decimals."""
    return writers.share(share, 2 if share and share < LEAST_WHOLE else 0)


COLUMNS = (
    Column("coverage", mark("Area"), area, right=True),
    Column("method", mark("Method")),
    Column("caught", mark("Caught"), right=True),
    Column("rate", mark("Hit rate"), right=True),
    Column("one_in", mark("Cells hit"), right=True),
    Column("pai", mark("PAI"), partial(writers.number, decimals=2), right=True),
    Column("verdict", mark("Against the count map")),
)
MORE = (
    Column("title", mark("Measure"), sort=attrgetter("place")),
    Column("value", mark("Value"), right=True, sort=attrgetter("place")),
    Column("says", mark("What it says"), sort=attrgetter("place")),
)
TENTHS = (
    Column("number", mark("Tenth"), writers.number, right=True),
    Column("cells", mark("Cells"), writers.number, right=True),
    Column("foretold", mark("Foretold"), partial(writers.share, decimals=2), right=True),
    Column("seen", mark("Seen"), partial(writers.share, decimals=2)),
)
PAIRS = (
    Column("coverage", mark("Area"), writers.share, right=True),
    Column("method", mark("Method")),
    Column("verdict", mark("Verdict")),
    Column("weekly", mark("Incidents, 95 % interval"), right=True),
    Column("only", mark("Caught by one only"), right=True),
    Column("p", mark("p (Holm)"), partial(writers.number, decimals=3), right=True),
    Column("p_wilcoxon", mark("p, Wilcoxon"), partial(writers.number, decimals=3), right=True),
    Column("p_mcnemar", mark("p, McNemar"), partial(writers.number, decimals=3), right=True),
)


class Results(QWidget):
    """The methods above; below, for the one chosen, its curve and its other measures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document: Mapping[str, Any] = {}
        self._rows: list[Result] = []
        self._more: list[Any] = []
        self._tenths: list[Tenth] = []
        self._pairs: list[Pair] = []
        self._swings: list[Swing] = []
        self._challenge: list[Challenge] = []
        self.table = _view(COLUMNS, lambda: self._rows, _("Results of the back-test"))
        self.curve = ScoreCurve(_("Incidents caught over the share of the area"))
        self.more = _view(MORE, lambda: self._more, _("More measures"))
        self.tenths = _view(TENTHS, lambda: self._tenths, _("Calibration by tenths of the cells"))
        self.pairs = _view(PAIRS, lambda: self._pairs, _("Comparisons with the count map"))
        self.swings = _view(SWINGS, lambda: self._swings, _("Stress tests"))
        self.challenge = _view(CHALLENGE, lambda: self._challenge, _("NIJ challenge"))
        self.kept_word = Words("")
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("More about the chosen method"))
        self._lay_out()
        self.table.chosen.connect(self._show_chosen)

    def show_document(self, document: Mapping[str, Any]) -> None:
        """Show the figures of a back-test, the first method chosen."""
        self._document, self._rows = document, results_of(document)
        self._pairs = pairs_of(document, BRIEFLY)
        self._swings, self._challenge = swings_of(document), challenge_of(document)
        self.curve.show_curves(curves_of(document))
        for tab, there in ((self.swings, self._swings), (self.challenge, self._challenge)):
            self.tabs.setTabVisible(self.tabs.indexOf(tab), bool(there))
        for view in (self.table, self.pairs, self.swings, self.challenge):
            view.refresh()
            view.resizeColumnsToContents()
            view.setColumnWidth(METHOD, min(view.columnWidth(METHOD), WIDEST))
        self.table.choose_first()
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Show the other measures of the method that is chosen in the table."""
        chosen = self.table.row()
        if chosen is None:
            return
        self._more = measures_of(self._document, chosen.name, chosen.coverage)
        self._tenths = tenths_of(self._document, chosen.name)
        kept = self._document["methods"][chosen.name].get("calibration", {})
        self.kept_word.setText(kept.get("says", ""))
        for view in (self.more, self.tenths):
            view.refresh()
            view.resizeColumnsToContents()

    def _lay_out(self) -> None:
        calibration = QWidget()
        inside = QVBoxLayout(calibration)
        inside.setContentsMargins(0, 8, 0, 0)
        inside.addWidget(self.kept_word)
        inside.addWidget(self.tenths, 1)
        self.tabs.addTab(self.curve, _("Curve"))
        self.tabs.addTab(self.more, _("More measures"))
        self.tabs.addTab(calibration, _("Calibration"))
        self.tabs.addTab(self.pairs, _("Against the count map"))
        for tab, title in (
            (self.swings, _("Stress tests")),
            (self.challenge, _("NIJ challenge")),
        ):
            self.tabs.setTabVisible(self.tabs.addTab(tab, title), False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table, 4)
        box.addWidget(self.tabs, 5)


def _view(columns: tuple[Column, ...], load: Any, name: str) -> RowView:
    """Return a table; titles are translated now, when the language is known."""
    return RowView([replace(one, title=_(one.title)) for one in columns], load, name)
