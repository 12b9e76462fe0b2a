"""The cards of a draft: the open questions first, then series, sessions and contact."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSpinBox

from planner.model.drafts import Found, PersonDraft, ProgrammeDraft, SessionDraft
from planner.ops import programmes as ops
from planner.texts import _
from ui.forms.choices import FindBox, Pairs
from ui.forms.editors import zones
from ui.pages.parts.zones import own_zone
from ui.pages.sessions.value_row import DAY, PLAIN, ValueRow, Watch
from ui.theme.widgets import Caption, Card, CardTitle, Chip, Problem, Words, row

LIKELY_ZONES = 40


class OpenQuestionsCard(Card):
    """Asks for what the text does not say: the year, and which place an abbreviation means."""

    answered = Signal()

    def __init__(self, draft: ProgrammeDraft) -> None:
        super().__init__(_("Please confirm"), tone="caution")
        self._draft = draft
        self.year = QSpinBox(minimum=1990, maximum=2100)
        self.year.setAccessibleName(_("Year of the days without one"))
        self.zones: dict[str, FindBox] = {}
        asks = bool(draft.yearless)
        if asks:
            self.body.addWidget(Words(_("The text gives days without a year. Which year is it?")))
            self.body.addLayout(row(self.year, None))
            self.year.setValue(draft.suggested_year)
            self.year.valueChanged.connect(self._give_year)
            ops.give_year(draft, draft.suggested_year)
        for words, session in _unsure_zones(draft).items():
            asks = True
            self._ask_zone(words, session)
        if not asks:
            self.hide()

    def _ask_zone(self, words: str, session: SessionDraft) -> None:
        question = _("The text names no time zone. Which one is it?")
        if words:
            question = _("“{words}” fits several places. Which zone is meant?").format(words=words)
        box = FindBox(lambda: _offered(session))
        box.setAccessibleName(question)
        box.show_value(session.zone.value)
        box.left.connect(lambda: self._give_zone(words))
        self.zones[words] = box
        self.body.addWidget(Words(question))
        self.body.addLayout(row(box, None))

    def _give_year(self, year: int) -> None:
        ops.give_year(self._draft, year)
        self.answered.emit()

    def _give_zone(self, words: str) -> None:
        try:
            zone = self.zones[words].value() or ""
        except ValueError:
            return
        for session in self._draft.sessions:
            if session.zone_words == words and session.day:
                session.zone.value = zone
                session.zone.certainty = "certain" if zone else "ask"
        self.answered.emit()


def _unsure_zones(draft: ProgrammeDraft) -> dict[str, SessionDraft]:
    """Return, for every way the text says a zone that is not sure, a session that has it."""
    found: dict[str, SessionDraft] = {}
    for session in draft.sessions:
        if session.day and session.zone.certainty == "ask":
            found.setdefault(session.zone_words, session)
    return found


def _offered(session: SessionDraft) -> Pairs:
    likely = [(zone, zone) for zone in session.zones[:LIKELY_ZONES]]
    return [*likely, *(pair for pair in zones() if pair not in likely)]


class SeriesCard(Card):
    """What the text says of the series."""

    def __init__(self, draft: ProgrammeDraft, watch: Watch) -> None:
        super().__init__(_("Series"))
        for title, found in (
            (_("Title"), draft.title),
            (_("Sponsor"), draft.sponsor),
            (_("Description"), draft.description),
        ):
            self.body.addWidget(watch(ValueRow(title, found)))


class SessionCard(Card):
    """What the text says of one session."""

    def __init__(self, number: int, draft: SessionDraft, watch: Watch) -> None:
        super().__init__()
        self._draft = draft
        self.said, self.problem = Caption(wrap=True), Problem(wrap=True)
        self._times: list[ValueRow] = []
        self.body.addWidget(CardTitle(_("Session {n}").format(n=number)))
        self._values(watch, ((_("Title"), draft.title), (_("Subtitle"), draft.subtitle)))
        for title, found, style in (
            (_("Day"), draft.day, DAY),
            (_("Starts"), draft.starts, PLAIN),
            (_("Ends"), draft.ends, PLAIN),
            (_("Time zone"), draft.zone, PLAIN),
        ):
            line = watch(ValueRow(title, found, droppable=False, style=style))
            line.changed.connect(self.show_times)
            self._times.append(line)
            self.body.addWidget(line)
        self.body.addWidget(self.said)
        self.body.addWidget(self.problem)
        self._values(watch, ((_("Description"), draft.description), (_("Link"), draft.link)))
        for n, question in enumerate(draft.questions, 1):
            self.body.addWidget(watch(ValueRow(_("Question {n}").format(n=n), question)))
        for person in draft.people:
            self._person(watch, person)
        self.show_times()

    def show_times(self) -> None:
        """Show the times as they are now, and how they are said."""
        for line in self._times:
            line.show_value()
        said, trouble = ops.said(self._draft, own_zone())
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self.problem.setText(trouble)
        self.problem.setVisible(bool(trouble))

    def _values(self, watch: Watch, values: tuple[tuple[str, Found], ...]) -> None:
        for title, found in values:
            if found:
                self.body.addWidget(watch(ValueRow(title, found)))

    def _person(self, watch: Watch, person: PersonDraft) -> None:
        add_person(self.body.addWidget, watch, person)


class ContactsCard(Card):
    """Who is to be asked."""

    def __init__(self, draft: ProgrammeDraft, watch: Watch) -> None:
        super().__init__(_("Contact"))
        for person in draft.contacts:
            add_person(self.body.addWidget, watch, person)


def add_person(add: Callable[[ValueRow], object], watch: Watch, person: PersonDraft) -> None:
    """Add the rows of one person: the name, and what else the text says of them."""
    titles = {
        "speaker": _("Speaker"),
        "moderator": _("Moderator"),
        "contact": _("Contact"),
    }
    line = watch(ValueRow(titles.get(person.role, _("Participant")), person.name))
    if person.status == "tbc":
        line.line.addWidget(Chip(_("TBC"), "caution"), 0, Qt.AlignmentFlag.AlignTop)
    add(line)
    for title, found in (
        (_("printed as"), person.affiliation),
        (_("job"), person.job_title),
        (_("organisation"), person.organisation),
        (_("e-mail"), person.email),
        (_("phone"), person.phone),
    ):
        if found:
            add(watch(ValueRow(title, found)))
