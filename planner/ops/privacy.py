"""Personal data: what is held about whom, who has it, and what is erased."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from planner.errors import NotFoundError
from planner.exchange import erase as erasing
from planner.exchange import register
from planner.exchange.register import Exchange
from planner.exchange.scope import Scope
from planner.exchange.send import leave_plain, write_copy
from planner.model.contacts import PersonRow
from planner.model.followups import Note, NoteRow
from planner.model.records import ALIVE, DEAD
from planner.model.sessions import Participation, ParticipationRow, SessionRow
from planner.ops import duplicates
from planner.ops.duplicates import same_as
from planner.ops.mentions import Hit, Named, mentions
from planner.ops.project import project
from planner.store import history
from planner.store.backups import listed as backups_of
from planner.store.store import Store
from planner.texts import _

__all__ = ["Erased", "Exchange", "Hit", "erase_person", "sent_out", "subject_access"]


@dataclass(frozen=True)
class Erased:
    """What an erasure took away, and where the person may still be named.

    `named` finds the person in texts; it is forgotten with this result.
    """

    records: int
    hits: tuple[Hit, ...]
    sent_to: tuple[Exchange, ...]
    backups: tuple[Path, ...]
    named: Named


def sent_out(store: Store, uid: str) -> list[Exchange]:
    """Return the files that went out with a person, or a contact merged with them, in them."""
    found = {e.uid: e for one in same_as(store, uid) for e in register.entries(store, one)}
    out = [e for e in found.values() if e.direction == register.OUT]
    return sorted(out, key=lambda e: (e.at_utc, e.uid), reverse=True)


def subject_access(store: Store, uid: str) -> dict[str, Any]:
    """Return all that is held about a person, ready to be handed over (Art. 15 GDPR)."""
    row = _person(store, uid)
    parts = select(Participation).where(col(Participation.person) == uid)
    notes = select(Note).where(col(Note.about) == uid)
    return {
        "fields": row.model_dump(exclude={"state", "merged_into"}),
        "sessions": [_part(store, part) for part in store.rows(parts, ParticipationRow)],
        "notes": [note.text for note in store.rows(notes, NoteRow)],
        "mentioned_in": [asdict(hit) for hit in mentions(store, Named([row]))],
        "history": [
            {
                "at_utc": change.at_utc,
                "step": change.step,
                "field": change.cell,
                "value": change.value,
                "before": change.before,
            }
            for change in history.of_record(store, uid)
        ],
        "sent_out_in": [
            {"at_utc": e.at_utc, "file": e.scope.get("file", ""), "to": e.party}
            for e in sent_out(store, uid)
        ],
    }


def _part(store: Store, part: ParticipationRow) -> dict[str, Any]:
    session = store.row(SessionRow, part.session) if part.session else None
    return {
        "session": session.title if session else "",
        "starts_local": session.starts_local if session else "",
        "zone": session.zone if session else "",
        "role": part.role,
        "status": part.status,
        "affiliation": part.affiliation,
    }


def subject_access_html(store: Store, uid: str) -> str:
    """Return the same as a page to print."""
    from html import escape

    held = subject_access(store, uid)
    fields = PersonRow.model_fields
    parts = [
        f"<h1>{escape(_('What we hold about {name}').format(name=held['fields']['name']))}</h1>"
    ]
    parts.append(f"<p>{escape(project(store).privacy_notice or '')}</p>")
    titled = {_(fields[n].title or n): v for n, v in held["fields"].items() if v and n != "uid"}
    parts.append(_table([titled], _("Fields")))
    parts.append(_table(held["sessions"], _("Sessions")))
    parts.append(_table([{_("Note"): note} for note in held["notes"]], _("Notes")))
    parts.append(_table(held["mentioned_in"], _("Named in")))
    parts.append(_table(held["history"], _("History")))
    parts.append(_table(held["sent_out_in"], _("Files sent out")))
    return f"<html><body>{''.join(parts)}</body></html>"


def _table(rows: list[dict[str, Any]], title: str) -> str:
    from html import escape

    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_plain(value))}</td>" for value in row.values()) + "</tr>"
        for row in rows
    )
    if not rows:
        body = f"<tr><td>{escape(_('nothing'))}</td></tr>"
    head = "".join(f"<th align='left'>{escape(str(name))}</th>" for name in (rows or [{}])[0])
    return f"<h2>{escape(title)}</h2><table cellpadding='4'><tr>{head}</tr>{body}</table>"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {part}" for name, part in value.items() if part)
    return "" if value is None else str(value)


def erase_person(store: Store, uid: str, ref: str = "") -> Erased:
    """Erase a person with the notes about them and their parts in sessions, for good.

    The result names what is left to do by hand: places in free text where the
    name still stands, files that went out, and backups.
    """
    records = personal_records(store, uid)
    persons = [row for kind, one in records if kind == "person" for row in _rows(store, one)]
    named = Named(persons)
    sent = sent_out(store, uid)
    erasing.erase(store, _("erasure of a person"), records, ref)
    return Erased(
        len(records),
        tuple(mentions(store, named)),
        tuple(sent),
        tuple(backups_of(store.project_uid)),
        named,
    )


def delete_backups(done: Erased) -> None:
    """Delete the backups that were there when a person was erased."""
    for path in done.backups:
        path.unlink(missing_ok=True)


def personal_records(store: Store, uid: str) -> list[tuple[str, str]]:
    """Return all records about one person: every contact merged with it, notes, parts."""
    if not _rows(store, uid):
        raise NotFoundError("person", uid)
    stands = duplicates.stands_for(store, "person")
    same = [one for one, other in stands.items() if other == stands.get(uid, uid)] or [uid]
    parts = select(Participation).where(col(Participation.person).in_(same))
    notes = select(Note).where(col(Note.about).in_(same))
    return [
        *(("person", one) for one in same),
        *(("participation", p.uid) for p in store.rows(parts, ParticipationRow, deleted=True)),
        *(("note", n.uid) for n in store.rows(notes, NoteRow, deleted=True)),
    ]


def _rows(store: Store, uid: str) -> list[PersonRow]:
    row = store.row(PersonRow, uid)
    return [row] if row and row.state in (ALIVE, DEAD) else []


def write_notices(store: Store, target: Path) -> int:
    """Write a file that erases, where it is brought in, all that was erased here (Art. 19)."""
    scope = Scope(notices_only=True, people=False)
    write_copy(store, target, scope, lambda part: leave_plain(part, store.key))
    found: int = store.connection().execute("SELECT count(*) FROM rep_erasure").fetchone()[0]
    return found


def _person(store: Store, uid: str) -> PersonRow:
    row = store.row(PersonRow, uid)
    if row is None or row.state != ALIVE:
        raise NotFoundError("person", uid)
    return row
