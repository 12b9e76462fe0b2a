"""A programme on its way into a project: what is there already is found again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from planner.features.organiser import programme
from planner.features.organiser.reading.words import fold
from planner.model.contacts import OrganisationFields, OrganisationRow, PersonFields, PersonRow
from planner.model.drafts import Found, PersonDraft, ProgrammeDraft, SessionDraft
from planner.model.followups import NoteFields
from planner.model.records import Copy, Fields
from planner.model.sessions import (
    ParticipationFields,
    ParticipationRow,
    QuestionFields,
    SeriesFields,
    SeriesRow,
    SessionFields,
    SessionRow,
)
from planner.ops import contacts, followups, participations, questions, sessions
from planner.store.edit import Edit
from planner.store.store import Store
from planner.texts import _


@dataclass
class Outcome:
    """What an import did, or would do."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    rejected: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    uids: list[str] = field(default_factory=list)


class Import:
    """One import under way."""

    def __init__(self, store: Store, edit: Edit, draft: ProgrammeDraft, source: str) -> None:
        self.store, self.edit, self.draft = store, edit, draft
        self.source = source or _("programme text")
        self.outcome = Outcome()

    def run(self) -> Outcome:
        self.outcome.skipped = sum(not v.keep for v in programme.every_value(self.draft))
        series = self._series()
        first = ""
        for session in self.draft.sessions:
            uid = self._session(series, session)
            first = first or uid
            if uid:
                self._questions(uid, session)
                for person in session.people:
                    self._participation(uid, person)
        for person in self.draft.contacts:
            if first:
                self._participation(first, person)
        return self.outcome

    # Records

    def _series(self) -> str | None:
        draft = self.draft
        if not draft.title:
            return None
        known = [s for s in sessions.list_series(self.store) if _same(s.title, draft.title.value)]
        with self._checked(draft.title):
            fields = SeriesFields(
                title=draft.title.value.strip(),
                description=_value(draft.description),
                sponsor=_value(draft.sponsor),
            )
            return self._put(SeriesRow, known[0] if known else None, fields)
        return None

    def _session(self, series: str | None, draft: SessionDraft) -> str:
        if not draft.title.keep:
            return ""
        title = _value(draft.title) or _("Session without a title")
        starts, ends = self._times(draft)
        with self._checked(draft.title):
            fields = SessionFields(
                title=title,
                subtitle=_value(draft.subtitle),
                series=series,
                starts_local=starts,
                ends_local=ends,
                zone=_value(draft.zone) if starts else "",
                status="planned" if starts else "draft",
                format=_value(draft.format),
                link=_value(draft.link),
                description=_value(draft.description),
            )
            self._warn_of_time(draft, fields)
            uid = self._put(SessionRow, self._known_session(fields), fields)
            self._note_day(uid, draft, fields)
            return uid
        return ""

    def _warn_of_time(self, draft: SessionDraft, fields: SessionFields) -> None:
        if trouble := sessions.time_problem(fields):
            self.outcome.warnings.append(f"{fields.title}: {trouble}")
        elif draft.zone.certainty == "ask" and fields.zone:
            words = _("{title}: {zone} is to be confirmed. {why}")
            told = words.format(title=fields.title, zone=fields.zone, why=draft.zone.note)
            self.outcome.warnings.append(told.strip())

    def _note_day(self, uid: str, draft: SessionDraft, fields: SessionFields) -> None:
        """Keep a day that the text gives without a time of day."""
        day = self._day(draft.day)
        if not day or fields.starts_local:
            return
        text = _("The programme gives the day {day} and no time.").format(day=day)
        self.outcome.warnings.append(f"{fields.title}: {text}")
        if text not in {note.text for note in followups.list_notes(self.store, uid)}:
            self.edit.add(NoteFields(text=text, about=uid))

    def _times(self, draft: SessionDraft) -> tuple[str, str]:
        day = self._day(draft.day)
        if not day:
            return "", ""
        if not draft.starts:
            return "", ""
        last = self._day(draft.last_day) or day
        ends = f"{last}T{draft.ends.value}" if draft.ends else ""
        return f"{day}T{draft.starts.value}", ends

    def _day(self, found: Found) -> str:
        if not found or found.value.startswith("--"):
            return ""
        try:
            return date.fromisoformat(found.value).isoformat()
        except ValueError:
            self._reject(found, _("There is no such day: {day}.").format(day=found.value))
            return ""

    def _known_session(self, fields: SessionFields) -> SessionRow | None:
        """Return the session of the same name: on that day, or the only one of that name."""
        same = [
            row
            for row in sessions.list_sessions(self.store)
            if row.series == fields.series and _same(row.title, fields.title)
        ]
        on_day = [row for row in same if row.starts_local[:10] == fields.starts_local[:10]]
        drafts = [s for s in self.draft.sessions if _same(s.title.value, fields.title)]
        only = same if len(same) == 1 and len(drafts) == 1 else []
        return next(iter(on_day or only), None)

    def _questions(self, session: str, draft: SessionDraft) -> None:
        known = {_plain(q.text): q for q in questions.list_questions(self.store, session)}
        for found in draft.questions:
            if not found:
                continue
            rank = questions.next_rank(self.store, session)
            row = known.get(_plain(found.value))
            with self._checked(found):
                fields = QuestionFields(session=session, text=found.value, rank=rank)
                self._put(None, row, fields)

    def _participation(self, session: str, draft: PersonDraft) -> None:
        if not draft.name:
            return
        with self._checked(draft.name):
            person = self._person(draft) if draft.kind == "person" else None
            organisation = self._organisation(draft.name) if draft.kind == "organisation" else None
            fields = ParticipationFields(
                session=session,
                person=person,
                organisation=organisation,
                placeholder="" if person or organisation else draft.name.value.strip(),
                affiliation=_value(draft.affiliation),
                role=draft.role,
                status=draft.status,
                rank=participations.next_rank(self.store, session),
            )
            self._put(None, self._known_participation(fields), fields)

    def _known_participation(self, fields: ParticipationFields) -> ParticipationRow | None:
        who = (fields.person, fields.organisation, fields.placeholder, fields.role)
        for part in participations.list_people(self.store, fields.session or ""):
            row = part.row
            if (row.person, row.organisation, row.placeholder, row.role) == who:
                return row
        return None

    def _person(self, draft: PersonDraft) -> str:
        organisation = self._organisation(draft.organisation) if draft.organisation else None
        fields = PersonFields(
            name=draft.name.value,
            email=_value(draft.email),
            phone=_value(draft.phone),
            organisation=organisation,
            job_title=_value(draft.job_title),
            source=self.source,
        )
        return self._put(PersonRow, self._known_person(fields, draft), fields)

    def _known_person(self, fields: PersonFields, draft: PersonDraft) -> PersonRow | None:
        """Return the contact who is surely the same: by address, or by name and affiliation."""
        namesakes = contacts.homonyms(self.store, fields.name)
        for row in namesakes:
            if fields.email and fold(row.email) == fold(fields.email):
                return row
            printed = {a.row.affiliation for a in participations.appearances(self.store, row.uid)}
            if row.organisation == fields.organisation or _value(draft.affiliation) in printed:
                return row
        if namesakes:
            words = _("{name}: a contact of this name has another affiliation; both are kept.")
            self.outcome.warnings.append(words.format(name=fields.name))
        return None

    def _organisation(self, found: Found) -> str:
        known = contacts.list_organisations(self.store)
        row = next((r for r in known if _same(r.name, found.value)), None)
        return self._put(OrganisationRow, row, OrganisationFields(name=found.value))

    # Keeping count

    def _put(self, row_type: type[Copy] | None, row: Copy | None, fields: Fields) -> str:
        """Add a record, or fill what is empty in the one that is there; return its uid."""
        kind = fields.record_kind
        counts = self.outcome.counts if row is None else self.outcome.known
        counts[kind] = counts.get(kind, 0) + 1
        if row is None:
            self.outcome.added += 1
            uid = self.edit.add(fields)
            self.outcome.uids.append(uid)
            return uid
        given = {n: getattr(fields, n) for n in type(fields).model_fields if n != "source"}
        lacking = {n: v for n, v in given.items() if v and not getattr(row, n)}
        if row_type and lacking:
            self.edit.change(row_type, row.uid, **lacking)
            self.outcome.uids.append(row.uid)
        self.outcome.updated += bool(row_type and lacking)
        self.outcome.unchanged += not (row_type and lacking)
        self._tell_differences(row, given)
        return row.uid

    def _tell_differences(self, row: Copy, given: dict[str, Any]) -> None:
        if not isinstance(row, SessionRow):
            return
        for name in ("starts_local", "ends_local", "zone", "title", "subtitle"):
            here, there = getattr(row, name), given[name]
            if name.endswith("_local"):
                here, there = _moment(here), _moment(there)
            if here and there and not _same(here, there):
                words = _("{title}: {here} stays, though the text says {there}.")
                self.outcome.warnings.append(words.format(title=row.title, here=here, there=there))

    @contextmanager
    def _checked(self, found: Found) -> Iterator[None]:
        """Reject a record whose values are not allowed, and go on with the others."""
        try:
            yield
        except ValidationError as bad:
            for error in bad.errors(include_url=False, include_context=False):
                self._reject(found, error["msg"], str(error["loc"][0]) if error["loc"] else "")

    def _reject(self, found: Found, reason: str, column: str = "") -> None:
        row = self.draft.text.count("\n", 0, found.start) + 1
        self.outcome.rejected.append({"row": row, "column": column, "reason": reason})


def _value(found: Found) -> str:
    return found.value.strip() if found else ""


def _plain(text: str) -> str:
    return " ".join(fold(text or "").split())


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _moment(local: str) -> str:
    return datetime.fromisoformat(local).isoformat() if local else ""
