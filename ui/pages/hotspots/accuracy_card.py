"""How good is it? Caught incidents and hit cells of the past, beside count map and chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QWidget

from planner.texts import _, figure, mark
from ui.tables import writers
from ui.theme.widgets import Caption, Card, Chip, Label, LinkButton, Rule, Words, clear

VERDICTS = {
    "better": (mark("Better than the count map"), "good"),
    "cannot tell": (mark("Cannot tell from the count map"), "caution"),
    "worse": (mark("Worse than the count map"), "stop"),
}


@dataclass(frozen=True)
class Line:
    """What one method did over all origins: incidents caught, flagged cells with any."""

    name: str
    hits: int
    incidents: int
    low: float
    high: float
    flagged_cells: int
    hit_cells: int

    @property
    def caught(self) -> str:
        return _("{hits} of {incidents}").format(
            hits=writers.number(self.hits), incidents=writers.number(self.incidents)
        )

    @property
    def rate(self) -> str:
        """Return the hit rate with its interval: 22 % (21–23)."""
        if not self.incidents:
            return _("nothing to catch")
        return _("{rate} % ({low}–{high})").format(
            rate=writers.number(100 * self.hits / self.incidents),
            low=writers.number(100 * self.low),
            high=writers.number(100 * self.high),
        )

    @property
    def one_in(self) -> str:
        """Return how many flagged cells there were for each that had an incident."""
        if not self.hit_cells:
            return _("none of {n}").format(n=writers.number(self.flagged_cells))
        return _("1 in {n}").format(n=writers.number(self.flagged_cells / self.hit_cells))


@dataclass(frozen=True)
class Against:
    """The difference to the count map in points of hit rate, with its interval."""

    verdict: str
    difference: float
    low: float
    high: float

    @property
    def points(self) -> str:
        return _("{difference} points ({low} to {high})").format(
            difference=figure(100 * self.difference, "+z.1f"),
            low=figure(100 * self.low, "z.1f"),
            high=figure(100 * self.high, "z.1f"),
        )


class AccuracyCard(Card):
    """A table of lines and a verdict in words, or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("How good is it?"), parent)
        self.basis = Caption(wrap=True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(8)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 2)
        self.grid.setColumnStretch(1, 3)
        self.verdict, self.points = Chip(""), Caption(wrap=True)
        self.words = Words()
        self.more = LinkButton(_("All back-test figures…"))
        for part in (self.basis, self.grid, self.verdict, self.points, self.words, self.more):
            if isinstance(part, QGridLayout):
                self.body.addLayout(part)
            else:
                self.body.addWidget(part)
        self.say(_("Make a forecast to see how it would have done in the past."))

    def say(self, text: str) -> None:
        """Say why there are no figures (yet)."""
        clear(self.grid)
        self.words.setText(text)
        self.words.show()
        for part in (self.basis, self.verdict, self.points, self.more):
            part.hide()

    def show_lines(
        self, basis: str, lines: Sequence[Line], against: Against | None, gain: str = ""
    ) -> None:
        """Show the lines, the first in bold.

        `against` compares it with the count map, and `gain` says in words what it is worth.
        """
        clear(self.grid)
        self.words.setText(gain)
        self.words.setVisible(bool(gain))
        self.basis.setText(basis)
        self.basis.show()
        heads = ("", _("caught"), _("flagged cells hit"))
        for column, head in enumerate(heads):
            self.grid.addWidget(Caption(head, wrap=True), 0, column)
        for number, line in enumerate(lines):
            self._add(line, 3 * number + 1, strong=number == 0)
        if against:
            word, tone = VERDICTS[against.verdict]
            self.verdict.say(_(word), tone)
            self.points.setText(against.points)
        self.verdict.setVisible(against is not None)
        self.points.setVisible(against is not None)
        self.more.show()

    def _add(self, line: Line, row: int, *, strong: bool) -> None:
        self.grid.addWidget(Rule(), row, 0, 1, 3)
        caught, one_in = Label(line.caught), Label(line.one_in)
        name = Label(line.name, wrap=True)
        for label in (name, caught):
            font = label.font()
            font.setWeight(font.Weight.DemiBold if strong else font.Weight.Normal)
            label.setFont(font)
        self.grid.addWidget(name, row + 1, 0, 2, 1)
        self.grid.addWidget(caught, row + 1, 1)
        self.grid.addWidget(one_in, row + 1, 2)
        self.grid.addWidget(Caption(line.rate), row + 2, 1)
