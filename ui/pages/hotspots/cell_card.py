"""Why here? The chosen cell in words."""

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from planner.texts import _, plural
from ui.tables import writers
from ui.theme.widgets import Caption, Card, CardTitle, Words

RECENT_DAYS = 60


@dataclass(frozen=True)
class CellStory:
    """What is known of a cell. `inside` and `recent` count incidents in the cell."""

    number: int
    area: str
    rank: int
    cells: int
    flagged: bool
    inside: int
    recent: int
    carried_by: int
    parts: tuple[tuple[str, float], ...]
    expected: float | None
    calibrated: bool
    horizon: float

    @property
    def title(self) -> str:
        number = writers.number(self.number + 1)
        if self.area:
            return _("Cell {number} · {area}").format(number=number, area=self.area)
        return _("Cell {number}").format(number=number)

    @property
    def sentences(self) -> list[str]:
        flagged = _("Flagged.") if self.flagged else _("Not flagged.")
        rank = _("Rank {rank} of {cells}.").format(
            rank=writers.number(self.rank), cells=writers.number(self.cells)
        )
        inside = plural(
            "{n} incident inside in the history", "{n} incidents inside in the history", self.inside
        )
        recent = plural("{n} in the last 60 days.", "{n} in the last 60 days.", self.recent)
        told = [f"{rank} {flagged}", f"{inside}, {recent}"]
        if self.carried_by > self.inside:
            near = plural(
                "With its surroundings {n} incident carries the score.",
                "With its surroundings {n} incidents carry the score.",
                self.carried_by,
            )
            told.append(near)
        shares = (f"{name} {writers.share(share)}" for name, share in self.parts)
        if self.parts:
            told.append(_("Parts of the score: {parts}.").format(parts=", ".join(shares)))
        return told

    @property
    def outlook(self) -> str:
        if self.expected is None:
            return _("This method ranks cells; it gives no expected number.")
        words = (
            _("Expected {n} in the next {days} days")
            if self.calibrated
            else _("Expected {n} in the next {days} days (not calibrated)")
        )
        return words.format(n=writers.number(self.expected, 2), days=writers.number(self.horizon))


class CellCard(Card):
    """Empty until a cell is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(_("Chosen cell"))
        self.title = CardTitle(wrap=True)
        self.words, self.outlook = Words(), Caption(wrap=True)
        for part in (self.title, self.words, self.outlook):
            self.body.addWidget(part)
        self.show_story(None)

    def show_story(self, story: CellStory | None) -> None:
        self.title.setText(story.title if story else _("Why here?"))
        self.words.setText(
            "\n".join(story.sentences)
            if story
            else _("Click a cell, or press Page Down on the map, to read why it ranks as it does.")
        )
        self.outlook.setText(story.outlook if story else "")
        self.outlook.setVisible(story is not None)
