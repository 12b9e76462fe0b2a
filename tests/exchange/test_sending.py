"""What leaves a project is what was chosen, and comes back without harm."""

import sqlite3
from contextlib import closing

import pytest
from sqlmodel import select

from planner.errors import WithheldError
from planner.exchange.conflicts import withheld
from planner.exchange.scope import Scope
from planner.exchange.seal import (
    BadRecipientError,
    Key,
    KeyNeededError,
    WeakPassphraseError,
    WrongKeyError,
    new_identity,
    strength,
)
from planner.model.contacts import OrganisationFields, Person, PersonFields, PersonRow
from planner.model.datasets import Dataset, DatasetFields, DatasetRow
from planner.model.followups import NoteFields
from planner.model.sessions import (
    ParticipationFields,
    QuestionFields,
    Series,
    SeriesFields,
    SeriesRow,
    Session,
    SessionFields,
    SessionRow,
)
from planner.ops import exchange as ops
from planner.ops import project as projects
from planner.ops.contacts import change_person


@pytest.fixture
def work(project_file):
    """A project with two sessions, a series, two persons, an organisation and incidents."""
    work = projects.open_project(project_file)
    with work.store.edit("records") as edit:
        series = edit.add(SeriesFields(title="Spring"))
        first = edit.add(SessionFields(title="First", series=series))
        edit.add(SessionFields(title="Second"))
        police = edit.add(OrganisationFields(name="Police"))
        ann = edit.add(PersonFields(name="Ann Example", phone="111 222", organisation=police))
        edit.add(PersonFields(name="Bob Other"))
        edit.add(ParticipationFields(session=first, person=ann))
        edit.add(QuestionFields(session=first, text="Why here?"))
        edit.add(NoteFields(text="Ask Ann again.", about=first))
        edit.add(DatasetFields(name="Thefts", digest="0" * 64))
    work.save()
    yield work
    work.discard()


def opened(path):
    return projects.open_project(path, private=True)


def titles(work, table, row, field="title"):
    return sorted(getattr(r, field) or "" for r in work.store.rows(select(table), row))


def uid_of(work, table, row, **fields):
    [(name, value)] = fields.items()
    found = work.store.rows(select(table), row)
    return next(r.uid for r in found if getattr(r, name) == value)


def test_a_whole_copy_holds_every_record_and_no_earlier_value(work, tmp_path):
    ann = uid_of(work, Person, PersonRow, name="Ann Example")
    change_person(work.store, ann, phone="333 444")
    target = tmp_path / "copy.usp"

    sent = ops.export(work.store, target, Scope())

    copy = opened(target)
    assert titles(copy, Person, PersonRow, "name") == ["Ann Example", "Bob Other"]
    assert copy.store.row(PersonRow, ann).phone == "333 444"
    assert sent.persons >= {ann}
    copy.discard()
    assert b"111 222" not in target.read_bytes()
    ops.export(work.store, target, Scope(history=True))
    assert b"111 222" in target.read_bytes()


def test_a_chosen_session_takes_along_what_it_refers_to_and_nothing_else(work, tmp_path):
    target = tmp_path / "part.usp"
    first = uid_of(work, Session, SessionRow, title="First")

    ops.export(work.store, target, Scope(only=frozenset([first])))

    copy = opened(target)
    assert titles(copy, Session, SessionRow) == ["First"]
    assert titles(copy, Series, SeriesRow) == ["Spring"]
    assert titles(copy, Person, PersonRow, "name") == ["Ann Example"]
    copy.discard()
    data = target.read_bytes()
    assert b"Ask Ann again" in data
    assert b"Police" in data
    assert b"Bob Other" not in data
    assert b"Second" not in data


def test_withheld_values_leave_no_byte_and_are_not_overwritten_when_they_come_back(work, tmp_path):
    target = tmp_path / "redacted.usp"
    ann = uid_of(work, Person, PersonRow, name="Ann Example")
    ops.export(work.store, target, Scope(withheld=frozenset([("person", "*")]), people=False))
    assert b"Ann Example" not in target.read_bytes()
    assert b"111 222" not in target.read_bytes()
    theirs = opened(target)
    assert theirs.store.row(PersonRow, ann).name is None
    with pytest.raises(WithheldError):
        change_person(theirs.store, ann, phone="999")
    with theirs.store.edit("edit") as edit:
        edit.change(SessionRow, uid_of(theirs, Session, SessionRow, title="Second"), language="fr")
    back = tmp_path / "back.usp"
    theirs.save_as(back)
    theirs.close()

    outcome = ops.bring_in(work.store, back)

    assert outcome.counts == {"changed": 1}
    assert work.store.row(PersonRow, ann).name == "Ann Example"
    assert ops.list_conflicts(work.store) == []


def test_a_withheld_newer_value_says_what_was_last_known(work, tmp_path):
    ann = uid_of(work, Person, PersonRow, name="Ann Example")
    other = tmp_path / "other.usp"
    ops.export(work.store, other, Scope())
    theirs = opened(other)
    change_person(work.store, ann, phone="333 444")
    redacted = tmp_path / "redacted.usp"
    ops.export(work.store, redacted, Scope(withheld=frozenset([("person", "phone")])))

    ops.bring_in(theirs.store, redacted)

    assert theirs.store.row(PersonRow, ann).phone is None
    assert withheld(theirs.store, "person", ann) == {"phone": {"phone": "111 222"}}
    theirs.discard()


def test_a_redacted_data_set_goes_without_its_incidents(work, tmp_path):
    target = tmp_path / "copy.usp"

    ops.export(work.store, target, Scope(withheld=frozenset([("dataset", "digest")])))

    copy = opened(target)
    [row] = copy.store.rows(select(Dataset), DatasetRow)
    assert (row.name, row.digest) == ("Thefts", None)
    copy.discard()


def test_the_register_says_which_files_a_person_was_in(work, tmp_path):
    ann = uid_of(work, Person, PersonRow, name="Ann Example")
    bob = uid_of(work, Person, PersonRow, name="Bob Other")
    first = uid_of(work, Session, SessionRow, title="First")

    ops.export(work.store, tmp_path / "a.usp", Scope(only=frozenset([first])), "City of Ghent")

    [entry] = ops.list_exchanges(work.store, ann)
    assert (entry.direction, entry.party, entry.scope["file"]) == ("out", "City of Ghent", "a.usp")
    assert ops.list_exchanges(work.store, bob) == []
    assert work.unsaved


def test_files_sent_within_one_second_are_listed_newest_first(work, tmp_path):
    sent = [f"{number}.usp" for number in range(5)]

    for name in sent:
        ops.export(work.store, tmp_path / name, Scope())

    assert [entry.scope["file"] for entry in ops.list_exchanges(work.store)] == sent[::-1]


def test_a_passphrase_opens_a_sealed_copy_and_nothing_else_does(work, tmp_path):
    target = tmp_path / "sealed.usp.age"
    ops.export(work.store, target, Scope(), key=Key(passphrase="four plain words here"))
    assert target.read_bytes().startswith(b"age-encryption.org/v1\n")

    with pytest.raises(KeyNeededError, match="passphrase"):
        ops.preview(work.store, target)
    with pytest.raises(WrongKeyError):
        ops.preview(work.store, target, Key(passphrase="four plain words there"))
    data = bytearray(target.read_bytes())
    data[-40] ^= 1
    flipped = tmp_path / "flipped.age"
    flipped.write_bytes(data)
    with pytest.raises(WrongKeyError):
        ops.preview(work.store, flipped, Key(passphrase="four plain words here"))

    assert ops.preview(work.store, target, Key(passphrase="four plain words here")).report.empty


def test_each_recipient_opens_with_the_own_key(work, tmp_path):
    (ann, ann_public), (bob, bob_public), (eve, _eve) = (new_identity() for _ in range(3))
    target = tmp_path / "sealed.age"
    ops.export(work.store, target, Scope(), key=Key(recipients=(ann_public, bob_public)))

    for identity in (ann, bob):
        assert ops.preview(work.store, target, Key(identity=identity)).report.empty
    with pytest.raises(WrongKeyError):
        ops.preview(work.store, target, Key(identity=eve))
    with pytest.raises(KeyNeededError, match="key"):
        ops.preview(work.store, target, Key(passphrase="some passphrase"))
    target.write_bytes(target.read_bytes()[:-100])
    with pytest.raises(WrongKeyError):
        ops.preview(work.store, target, Key(identity=ann))


def test_a_refused_key_leaves_no_file_behind(work, tmp_path):
    target = tmp_path / "sealed.age"

    with pytest.raises(BadRecipientError):
        ops.export(work.store, target, Scope(), key=Key(recipients=("age1nonsense",)))
    with pytest.raises(WeakPassphraseError):
        ops.export(work.store, target, Scope(), key=Key(passphrase="short"))

    assert [p.name for p in tmp_path.iterdir() if "sealed" in p.name] == []


def test_a_longer_passphrase_is_called_stronger():
    grades = [strength(p) for p in ("short", "aaaaaaaaa", "k9!fQz2#pL", "four plain words here")]

    assert grades == sorted(grades)
    assert (grades[0], grades[-1]) == (0, 3)


def test_records_of_another_project_are_copied_with_new_identities(work, tmp_path):
    other = projects.new_project(tmp_path / "other.usp", "Other")
    listed = ops.foreign_records(work.store, work.target)
    first = next(h for h in listed if h.title == "First")

    made = ops.copy_records(other.store, work.target, [first.uid])

    assert titles(other, Session, SessionRow) == ["First"]
    assert titles(other, Person, PersonRow, "name") == ["Ann Example"]
    assert titles(other, Series, SeriesRow) == ["Spring"]
    assert first.uid not in made
    [session] = other.store.rows(select(Session), SessionRow)
    assert other.store.row(SeriesRow, session.series).title == "Spring"
    other.store.undo()
    assert titles(other, Session, SessionRow) == []
    other.discard()


def test_a_copy_is_a_sound_project(work, tmp_path):
    target = tmp_path / "copy.usp"
    ops.export(work.store, target, Scope(withheld=frozenset([("person", "*")])))

    copy = opened(target)

    assert projects.check(copy.store) == []
    copy.discard()
    with closing(sqlite3.connect(target)) as db:
        assert db.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_incidents_leave_as_counts_and_small_counts_not_at_all(project_file, tmp_path):
    import numpy as np

    from planner.ops import datasets
    from planner.store.bulk import Bulk

    work = projects.open_project(project_file)
    x = np.array([10_00] * 6 + [400_00] * 2 + [10_00])
    days = np.array(["2026-01-03"] * 8 + ["2026-02-03"], "M8[s]")
    with work.store.edit("data") as edit:
        digest = edit.keep_bulk(Bulk({"kind": "incidents"}, {"x": x, "y": x, "t": days}))
        edit.add(DatasetFields(name="Thefts", digest=digest, rows=9, crs="EPSG:3035"))
    target = tmp_path / "counts.usp"

    sent = ops.export(work.store, target, Scope(), counts_of=ops.Counts(250, 5))

    assert sent.suppressed == 3
    copy = opened(target)
    exact, coarse = sorted(copy.store.rows(select(Dataset), DatasetRow), key=lambda r: r.name)
    assert (exact.name, exact.digest) == ("Thefts", None)
    assert (coarse.name, coarse.rows, coarse.crs) == ("Thefts (counts)", 6, "EPSG:3035")
    found = datasets.incidents(copy.store, coarse)
    assert set(zip(found.x, found.y, strict=True)) == {(125.0, 125.0)}
    assert set(found.t.astype("M8[D]").astype(str)) == {"2026-01-15"}
    assert not copy.store.has_bulk(digest)
    copy.discard()
    ops.bring_in(work.store, target)
    assert work.store.rows(select(Dataset), DatasetRow)[0].digest
    work.discard()
