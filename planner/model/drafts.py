"""What was read from a text and is not stored yet, each value with the passage it came from."""

from dataclasses import dataclass, field
from typing import Literal

Certainty = Literal["certain", "likely", "ask"]


@dataclass
class Found:
    """A value read from a text; a person may correct it, or leave it out, before it is kept.

    `start` and `end` say where in the draft's text it was read; they are equal
    when no passage says it.
    """

    value: str = ""
    start: int = 0
    end: int = 0
    certainty: Certainty = "certain"
    note: str = ""
    keep: bool = True

    def __bool__(self) -> bool:
        return self.keep and bool(self.value.strip())


@dataclass(frozen=True)
class PersonDraft:
    """Somebody named in a programme.

    `kind` is "person", "organisation" or "placeholder" ("N.N.", "a
    representative of the city"); `affiliation` is printed as in the text.
    """

    kind: str
    name: Found
    role: str = "speaker"
    status: str = "confirmed"
    job_title: Found = field(default_factory=Found)
    organisation: Found = field(default_factory=Found)
    affiliation: Found = field(default_factory=Found)
    email: Found = field(default_factory=Found)
    phone: Found = field(default_factory=Found)


@dataclass(frozen=True)
class SessionDraft:
    """A session as a text tells it.

    `day` is ``2020-06-25``, or ``--06-25`` while the year is missing; `starts`
    and `ends` are ``11:00``; `zone` is an IANA name out of `zones`, and
    `zone_words` is how the text says it. `weekday` is 0 for Monday.
    """

    title: Found = field(default_factory=Found)
    subtitle: Found = field(default_factory=Found)
    description: Found = field(default_factory=Found)
    day: Found = field(default_factory=Found)
    last_day: Found = field(default_factory=Found)
    starts: Found = field(default_factory=Found)
    ends: Found = field(default_factory=Found)
    zone: Found = field(default_factory=Found)
    zone_words: str = ""
    zones: tuple[str, ...] = ()
    weekday: int | None = None
    format: Found = field(default_factory=Found)
    link: Found = field(default_factory=Found)
    questions: tuple[Found, ...] = ()
    people: tuple[PersonDraft, ...] = ()


@dataclass(frozen=True)
class ProgrammeDraft:
    """What a programme text tells; nothing in it is stored before it is imported.

    `yearless` is what the text says of days without a year, by session;
    `suggested_year` is what to offer when the year is asked for. `unused` are
    the passages that gave no value.
    """

    text: str
    title: Found = field(default_factory=Found)
    description: Found = field(default_factory=Found)
    sponsor: Found = field(default_factory=Found)
    contacts: tuple[PersonDraft, ...] = ()
    sessions: tuple[SessionDraft, ...] = ()
    language: str = ""
    yearless: tuple[int, ...] = ()
    suggested_year: int = 0
    unused: tuple[tuple[int, int], ...] = ()

    @property
    def asks_year(self) -> bool:
        return any(self.sessions[n].day.value.startswith("--") for n in self.yearless)
