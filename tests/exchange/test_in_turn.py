"""P6: people who take turns, each bringing in the others' work first, never disagree."""

import tempfile
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import WithheldError
from planner.model.contacts import PersonFields, PersonRow
from planner.model.sessions import QuestionFields, QuestionRow, SessionFields, SessionRow
from tests.exchange.copies import EVERYTHING, Scope, first_copy, fork, send

turns = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["title", "remove", "restore", "child", "move", "undo", "merge", "add"]),
        st.integers(0, 50),
        st.sampled_from([None, EVERYTHING, Scope()]),
    ),
    max_size=14,
)


@given(turns)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_taking_turns_never_leads_to_a_conflict(history):
    first = first_copy()
    with first.store.edit("records") as edit:
        session = edit.add(SessionFields(title="Opening"))
        edit.add(QuestionFields(session=session, text="Why?"))
        edit.add(PersonFields(name="Ann"))
    copies = [first, fork(first), fork(first)]
    last = first
    with tempfile.TemporaryDirectory() as folder:
        for who, what, one, scope in history:
            copy = copies[who]
            if copy is not last:
                send(last, copy, folder, scope)
            work(copy, what, one)
            last = copy
            assert copy.db.execute("SELECT * FROM rep_conflict").fetchall() == []
    for copy in copies:
        copy.store.close()


def work(copy, what, one):
    """Do one thing; what was removed leaves without its values, so nobody can edit these."""
    if what == "undo":
        copy.store.undo()
        return
    with copy.store.edit(what) as edit, suppress(WithheldError):
        WORKS[what](copy, edit, one)


def title(copy, edit, one):
    for uid in chosen(copy.rows("session"), one):
        edit.change(SessionRow, uid, title=f"Title {one}")


def remove(copy, edit, one):
    for uid in chosen(copy.rows("session"), one):
        edit.remove(SessionRow, uid)


def restore(copy, edit, one):
    for uid in chosen(copy.rows("question", "dead"), one):
        edit.restore(QuestionRow, uid)


def child(copy, edit, one):
    for uid in chosen(copy.rows("session") + copy.rows("session", "dead"), one):
        edit.add(QuestionFields(session=uid, text="And?"))


def move(copy, edit, one):
    for uid in chosen(copy.rows("question"), one):
        for session in chosen(copy.rows("session") + copy.rows("session", "dead"), one // 2):
            edit.change(QuestionRow, uid, session=session)


def merge(copy, edit, one):
    persons = copy.rows("person")
    if len(persons) > 1:
        edit.change(PersonRow, persons[0], merged_into=persons[-1])


def add(copy, edit, one):
    edit.add(SessionFields(title=f"New {one}"))
    edit.add(PersonFields(name=f"Person {one}"))


def chosen(uids, one):
    return [uids[one % len(uids)]] if uids else []


WORKS = {f.__name__: f for f in (title, remove, restore, child, move, merge, add)}
