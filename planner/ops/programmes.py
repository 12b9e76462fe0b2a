"""What one can do with the text of a programme: read it, look at it, bring it in."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from planner.errors import NoFileError
from planner.features.organiser import programme
from planner.features.organiser.reading.lines import normalise
from planner.features.organiser.refusals import NotATextError, NothingFoundError, YearNeededError
from planner.features.organiser.times import zone_info
from planner.features.organiser.years import settle_year
from planner.model.drafts import ProgrammeDraft, SessionDraft
from planner.model.sessions import SessionFields
from planner.ops import sessions
from planner.ops.programme_import import Import, Outcome
from planner.store.store import Store
from planner.texts import _, plural

__all__ = ["Outcome"]

LARGEST_TEXT = 500_000


def read_text(path: Path, encoding: str = "") -> str:
    """Return the text of a file, whatever it was saved with; `encoding` says what that was."""
    if not path.is_file():
        raise NoFileError(path)
    if path.stat().st_size > LARGEST_TEXT:
        raise NotATextError(path.name, _("It is larger than 500 kB."))
    data = path.read_bytes()
    if encoding:
        return normalise(_decoded(data, encoding, path.name))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return normalise(data.decode("utf-16", errors="replace"))
    if b"\x00" in data or data[:5] == b"%PDF-":
        raise NotATextError(path.name, _("It is not a text file."))
    try:
        return normalise(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return normalise(data.decode("cp1252", errors="replace"))


def _decoded(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError) as error:
        why = _("It cannot be read as {encoding}.").format(encoding=encoding)
        raise NotATextError(name, why) from error


def read_programme(text: str, zone: str = "", today: date | None = None) -> ProgrammeDraft:
    """Read a text into a draft; `zone` is taken where the text allows it."""
    if zone:
        zone_info(zone)
    return programme.read_programme(text, today or date.today(), zone)


def give_year(draft: ProgrammeDraft, year: int) -> None:
    """Say which year the days without one are in."""
    settle_year(draft, year)


def refuse_incomplete(draft: ProgrammeDraft) -> None:
    """Raise if a draft cannot be imported as it is."""
    if not draft.sessions:
        raise NothingFoundError
    if draft.asks_year:
        raise YearNeededError(draft.suggested_year)


def told(counts: dict[str, int]) -> str:
    """Say how many records of which kind: "1 series, 2 sessions"."""
    words = {
        "series": ("{n} series", "{n} series"),
        "session": ("{n} session", "{n} sessions"),
        "question": ("{n} question", "{n} questions"),
        "person": ("{n} person", "{n} persons"),
        "organisation": ("{n} organisation", "{n} organisations"),
        "participation": ("{n} participation", "{n} participations"),
    }
    return ", ".join(plural(*words[kind], counts[kind]) for kind in words if counts.get(kind))


def summary(outcome: Outcome) -> str:
    """Say in one or two sentences what an import did, or would do."""
    new, known = told(outcome.counts), told(outcome.known)
    parts = [_("New: {what}.").format(what=new) if new else _("Nothing new.")]
    if outcome.updated:
        completed = plural("{n} record completed.", "{n} records completed.", outcome.updated)
        parts.append(completed)
    if known:
        parts.append(_("There already: {what}.").format(what=known))
    return " ".join(parts)


def said(draft: SessionDraft, *also: str) -> tuple[str, str]:
    """Return how the time of a draft is said, and what is wrong with it."""
    start, end = draft.starts.value, draft.ends.value
    day, last = draft.day.value, draft.last_day.value or draft.day.value
    if day.startswith("--"):
        return "", _("The year is missing.")
    try:
        fields = SessionFields(
            title="-",
            starts_local=f"{day}T{start}" if day and start else "",
            ends_local=f"{last}T{end}" if day and end else "",
            zone=draft.zone.value,
        )
    except ValidationError:
        return "", _("There is no such day or time.")
    if not fields.starts_local:
        return "", _("Day or time is missing.")
    return sessions.said(fields, *also), sessions.time_problem(fields)


class _OnlyLookingError(Exception):
    """Takes back an edit that was made to see what it would do."""


def preview(store: Store, draft: ProgrammeDraft, source: str = "") -> Outcome:
    """Return what an import would do; nothing is changed."""
    outcome = Outcome()
    with suppress(_OnlyLookingError), store.edit(_("import of a programme")) as edit:
        outcome = Import(store, edit, draft, source).run()
        raise _OnlyLookingError
    outcome.uids.clear()
    return outcome


def import_programme(store: Store, draft: ProgrammeDraft, source: str = "") -> Outcome:
    """Bring in what a draft holds, as one step.

    What the project has already is not added again, and what people wrote
    there is not overwritten: empty fields are filled, differences are told.

    Raises
    ------
    NothingFoundError
        The draft has no session.
    YearNeededError
        A day has no year yet.
    """
    refuse_incomplete(draft)
    with store.edit(_("import of a programme")) as edit:
        return Import(store, edit, draft, source).run()
