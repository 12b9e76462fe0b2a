"""Up to five copies of a project, edited and exchanged at random: nothing is lost or hidden.

P1 to P17 are the properties of the exchange, see ``docs/guide/exchange.md``.
Seeds vary from run to run; what was found once is kept in ``test_found.py``.
"""

import os
import tempfile
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    precondition,
    rule,
)

from planner.exchange.erase import erase
from planner.exchange.scope import Scope
from planner.model.assessments import AnswerFields, AssessmentFields
from planner.model.contacts import PersonFields, PersonRow
from planner.model.datasets import DatasetFields
from planner.model.everything import KINDS
from planner.model.sessions import ParticipationFields, QuestionFields, SessionFields
from planner.ops.forgetting import forget_before
from planner.store.bulk import Bulk
from planner.store.derive import differences
from tests.exchange import oracle
from tests.exchange.copies import (
    EVERYTHING,
    NO_INCIDENTS,
    NO_PERSONS,
    WITHOUT_HISTORY,
    first_copy,
    fork,
    pull,
    save,
    save_as_a_newer_app,
    send,
    send_sealed,
    sound,
)

MACHINES = int(os.environ.get("USP_MACHINES", "25"))
STEPS = int(os.environ.get("USP_STEPS", "40"))
SHRINK = "USP_NO_SHRINK" not in os.environ

EDITS = [
    ("session", "title"),
    ("session", "starts_local"),
    ("session", "zone"),
    ("person", "email"),
    ("person", "name"),
    ("question", "text"),
    ("participation", "affiliation"),
    ("answer", "value"),
]
some = st.integers(0, 10**6)


class Clock(datetime):
    """A clock that can be wrong by years."""

    off = timedelta()

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz or UTC) + cls.off


class Exchange(RuleBasedStateMachine):
    copies = Bundle("copies")

    @initialize(target=copies)
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        home = mock.patch.dict(os.environ, {"USP_HOME": self.folder.name})
        clock = mock.patch("planner.store.store.datetime", Clock)
        self.patches = [home, clock]
        for patch in self.patches:
            patch.start()
        Clock.off = timedelta()
        self.number = 0
        self.written = set()
        self.erased = {}
        self.forgotten = False
        copy = first_copy()
        self.all = [copy]
        with copy.store.edit("first records") as edit:
            session = edit.add(SessionFields(title="Opening"))
            edit.add(PersonFields(name="Ann One"))
            edit.add(QuestionFields(session=session, text="Why?"))
        self.settled(copy)
        self.all += [fork(copy), fork(copy)]
        return multiple(*self.all)

    def teardown(self):
        if not hasattr(self, "all"):
            return
        try:
            self.everybody_ends_up_the_same()
        finally:
            for copy in self.all:
                copy.store.close()
            for patch in self.patches:
                patch.stop()
            self.folder.cleanup()

    @precondition(lambda self: len(self.all) < 5)
    @rule(target=copies, copy=copies, same_author=st.booleans())
    def copy_the_file(self, copy, same_author):
        twin = fork(copy, same_author=same_author)
        self.all.append(twin)
        return twin

    @rule(days=st.integers(-3000, 3000))
    def set_the_clock_wrong(self, days):
        Clock.off = timedelta(days=days)

    @rule(copy=copies, kind=st.sampled_from(["session", "person", "question", "participation"]))
    def create(self, copy, kind):
        sessions, persons = copy.rows("session"), copy.rows("person")
        if kind in ("question", "participation") and not sessions:
            return
        fields = {
            "session": lambda: SessionFields(title=self.fresh()),
            "person": lambda: PersonFields(name=self.fresh(), email="same@example.org"),
            "question": lambda: QuestionFields(session=sessions[0], text=self.fresh()),
            "participation": lambda: ParticipationFields(
                session=sessions[0], person=persons[0] if persons else None
            ),
        }[kind]()
        with self.edit(copy) as edit:
            edit.add(fields)

    @rule(copy=copies, item=st.sampled_from(["A", "B"]))
    def answer(self, copy, item):
        """Two copies that answer one item write to one record."""
        view = copy.look()
        with self.edit(copy) as edit:
            assessment = edit.add(AssessmentFields(title="Trial"), uid="a" * 32)
            edit.add(AnswerFields(assessment=assessment, item=item, value=self.fresh()))
        self.replaces_only_what_was_shown(copy, view)

    @rule(copy=copies, which=st.sampled_from(EDITS), one=some, stale=st.booleans(), back=some)
    def change(self, copy, which, one, stale, back):
        """Write one field, seen now or in a form that was filled some time ago."""
        kind, name = which
        view = copy.views[back % len(copy.views)] if stale and copy.views else copy.look()
        known = [uid for uid in copy.rows(kind) if (bytes.fromhex(uid), "_life") in view.shown]
        if not known:
            return
        uid = known[one % len(known)]
        values = {
            "starts_local": f"2026-06-{1 + one % 28:02}T10:00:00",
            "zone": ["Europe/Lisbon", "Europe/Brussels"][one % 2],
        }
        if self.is_withheld(copy, kind, name, bytes.fromhex(uid), view):
            return
        copy.look()
        with self.edit(copy, view.revision) as edit:
            edit.change(KINDS[kind].row, uid, **{name: values.get(name) or self.fresh()})
        self.replaces_only_what_was_shown(copy, view)

    def is_withheld(self, copy, kind, name, row, view):
        uid = view.shown.get((row, KINDS[kind].cell_of(name)))
        sql = "SELECT state FROM rep_change WHERE uid = ?"
        return uid is not None and copy.db.execute(sql, (uid,)).fetchone() != (1,)

    @rule(copy=copies, one=some, two=some)
    def move_a_question(self, copy, one, two):
        questions, sessions = copy.rows("question"), copy.rows("session")
        if questions and sessions:
            uid = questions[one % len(questions)]
            view = copy.look()
            if self.is_withheld(copy, "question", "session", bytes.fromhex(uid), view):
                return
            with self.edit(copy) as edit:
                edit.change(KINDS["question"].row, uid, session=sessions[two % len(sessions)])

    @rule(copy=copies, kind=st.sampled_from(["session", "question", "person"]), one=some)
    def remove(self, copy, kind, one):
        """P7: what is removed with everything in view is gone."""
        if uids := copy.rows(kind):
            uid = uids[one % len(uids)]
            with self.edit(copy) as edit:
                edit.remove(KINDS[kind].row, uid)
            assert uid not in copy.rows(kind)

    @rule(copy=copies, kind=st.sampled_from(["session", "question", "person"]), one=some)
    def restore(self, copy, kind, one):
        if uids := copy.rows(kind, "dead"):
            uid = uids[one % len(uids)]
            with self.edit(copy) as edit:
                edit.restore(KINDS[kind].row, uid)
            assert uid in copy.rows(kind)

    @rule(copy=copies, one=some)
    def settle(self, copy, one):
        """Settling with everything in view leaves no disagreement behind."""
        found = copy.db.execute(
            "SELECT entity, row_uid, cell, kind FROM rep_conflict ORDER BY row_uid, cell"
        ).fetchall()
        if not found:
            return
        kind, row, cell, about = found[one % len(found)]
        values = {"keep": bool(one % 2)}
        if cell != "_life":
            values = {"name": self.fresh()} if cell == "name" else {cell: self.fresh()}
        if cell in ("when", "who", "answer", "session", "merged_into"):
            return
        with self.edit(copy) as edit:
            edit.settle(KINDS[kind].row, row.hex(), cell, **values)
        left = "SELECT count(*) FROM rep_conflict WHERE row_uid = ? AND cell = ? AND kind = ?"
        assert copy.db.execute(left, (row, cell, about)).fetchone() == (0,)

    @rule(copy=copies, one=some, two=some)
    def two_contacts_are_one(self, copy, one, two):
        persons = copy.rows("person")
        if len(persons) > 1:
            lost, kept = persons[one % len(persons)], persons[two % len(persons)]
            view = copy.look()
            if lost == kept or self.is_withheld(
                copy, "person", "merged_into", bytes.fromhex(lost), view
            ):
                return
            with self.edit(copy) as edit:
                edit.change(PersonRow, lost, merged_into=kept)
            assert {lost, kept} <= set(copy.rows("person"))

    @rule(copy=copies, one=some, really=st.sampled_from([False, False, True]))
    def erase(self, copy, one, really):
        persons = copy.rows("person")
        if persons and really:
            uid = persons[one % len(persons)]
            sql = "SELECT payload FROM rep_change WHERE row_uid = ? AND cell = 'name'"
            names = {p for (p,) in copy.db.execute(sql, (bytes.fromhex(uid),)) if p}
            erase(copy.store, "erasure", [("person", uid)])
            self.erased[uid] = names
            self.settled(copy)

    @rule(copy=copies)
    def undo_and_redo(self, copy):
        """Undo and redo at once lead back to the same records."""
        if copy.store.undo_label:
            before = self.alive(copy)
            copy.store.undo()
            self.settled(copy)
            copy.store.redo()
            self.settled(copy)
            if not self.erased and not self.forgotten:
                assert self.alive(copy) == before

    @rule(copy=copies)
    def undo(self, copy):
        copy.store.undo()
        self.settled(copy)

    @rule(copy=copies, days=st.integers(1, 2000), really=st.sampled_from([False, False, True]))
    def forget_old_values(self, copy, days, really):
        if really:
            forget_before(copy.store, date.today() - timedelta(days=days))
            self.forgotten = True
            self.settled(copy)

    @rule(copy=copies, size=st.integers(1, 3))
    def keep_incidents(self, copy, size):
        """Three sets of incidents there are, so that two copies may hold the same one."""
        with self.edit(copy) as edit:
            digest = edit.keep_bulk(Bulk({"kind": "test"}, {"x": np.arange(size)}))
            edit.add(DatasetFields(name=self.fresh(), rows=size, digest=digest))

    @rule(source=copies, to=copies)
    def bring_in_a_whole_file(self, source, to):
        self.bring_in_checked(source, to, lambda: send(source, to, self.folder.name))

    @rule(source=copies, to=copies)
    def bring_in_a_sealed_file(self, source, to):
        self.bring_in_checked(source, to, lambda: send_sealed(source, to, self.folder.name))

    @rule(source=copies, to=copies)
    def bring_in_a_file_of_a_newer_version(self, source, to):
        """P12: what is not known here stays, and goes on to everybody."""
        path, added = save_as_a_newer_app(source, self.folder.name)
        data = path.read_bytes()
        self.written |= set(added)

        def bring_in():
            path.write_bytes(data)
            return pull(to, path)

        self.bring_in_checked(source, to, bring_in)
        assert set(added) <= to.changes()

    @rule(
        source=copies,
        to=copies,
        how=st.sampled_from(["history", "plain", "part", "no persons", "no incidents"]),
        one=some,
    )
    def bring_in(self, source, to, how, one):
        scopes = {
            "history": EVERYTHING,
            "plain": WITHOUT_HISTORY,
            "no persons": NO_PERSONS,
            "no incidents": NO_INCIDENTS,
        }
        scope = scopes.get(how)
        if how == "part":
            chosen = source.rows("session") + source.rows("dataset") or ["0" * 32]
            scope = Scope(only=frozenset([chosen[one % len(chosen)]]))
        self.bring_in_checked(source, to, lambda: send(source, to, self.folder.name, scope))

    def bring_in_checked(self, source, to, bring_in):
        before = oracle.table(to.db), oracle.told(to.db)
        bring_in()
        self.settled(to)
        self.blanks_nothing_it_does_not_replace(to, *before)
        self.holds_nothing_erased(to, source)
        graph, tables = to.graph(), oracle.table(to.db)
        again = bring_in()
        assert again.empty, "P1: the second time nothing is new"
        assert (to.graph(), oracle.table(to.db)) == (graph, tables), "P1"

    # What must hold.

    def edit(self, copy, seen=None):
        machine = self

        class Watched:
            def __enter__(self):
                self.edit = copy.store.edit("edit", seen)
                return self.edit.__enter__()

            def __exit__(self, *failed):
                ended = self.edit.__exit__(*failed)
                machine.settled(copy)
                return ended

        return Watched()

    def fresh(self):
        self.number += 1
        return f"Word-{self.number}-of-its-own"

    def alive(self, copy):
        return {
            key: (values, conflicts)
            for key, (state, values, conflicts) in oracle.table(copy.db).items()
            if state == "alive"
        }

    def settled(self, copy):
        """P5, P7, P8, P9, P16 after every step, judged by the slow oracle."""
        if not copy.views:
            copy.look()
        assert oracle.table(copy.db) == oracle.expected(copy.db)
        assert sound(copy.db) == []
        late = "FROM rep_change JOIN rep_erasure USING (row_uid) WHERE state <> 2 OR payload <> ''"
        assert copy.db.execute(f"SELECT count(*) {late}").fetchone() == (0,), "P10"
        for uid, digest in copy.db.execute("SELECT uid, digest FROM dataset WHERE digest <> ''"):
            size = copy.db.execute("SELECT rows FROM dataset WHERE uid = ?", (uid,)).fetchone()[0]
            assert copy.store.bulk(digest).array("x").tolist() == list(range(size))
        self.written |= copy.changes()

    def replaces_only_what_was_shown(self, copy, view):
        """P4: a write takes the place of what its author saw, and of nothing else."""
        new = copy.db.execute(
            "SELECT c.row_uid, c.cell, e.parent FROM rep_change c JOIN rep_edge e"
            " ON e.child = c.uid AND e.role = 's'"
            " WHERE c.n > ?",
            (copy.views[-1].revision,),
        )
        for row, cell, parent in new:
            assert cell == "_life" or view.shown.get((row, cell)) == parent

    def blanks_nothing_it_does_not_replace(self, to, before, graph):
        """P11: a value that became unknown was replaced by one that is withheld."""
        after, now = oracle.table(to.db), oracle.told(to.db)
        replaced = {parent for _child, parent in now.replaces}
        for key, (_state, values, _conflicts) in before.items():
            if after[key][0] == "erased":
                continue
            lost = [c for c in values if c not in after[key][1] and self.known(graph, key, c)]
            for column in lost:
                cell = KINDS[key[0]].cell_of(column)
                tops = oracle.heads(graph)[key][cell]
                assert any(uid in replaced for uid in tops), (key, column)

    def known(self, graph, key, column):
        tops = oracle.heads(graph).get(key, {}).get(KINDS[key[0]].cell_of(column), [])
        return any(graph.changes[uid][3] not in (None, "null") for uid in tops)

    def holds_nothing_erased(self, to, source):
        """P10: what the other side had erased is in no byte of the file that is saved."""
        gone = {row.hex() for row in oracle.told(source.db).erased}
        names = {name for uid in gone for name in self.erased.get(uid, ())}
        if names:
            path = save(to, self.folder.name)
            data = path.read_bytes()
            path.unlink()
            assert not [name for name in names if name.strip('"').encode() in data]

    def everybody_ends_up_the_same(self):
        """P2, P3, P4, P17: whoever hears of everything knows the same, and nothing is missing."""
        for copy in [*self.all[1:], *reversed(self.all[:-1])]:
            for other in self.all:
                if other is not copy:
                    send(other, copy, self.folder.name)
        first = self.all[0]
        assert self.written <= first.changes(), "P4: a write is missing"
        for copy in self.all:
            assert copy.graph() == first.graph(), "P2, P3"
            assert copy.bulk() == first.bulk(), "P2, P3"
            assert oracle.table(copy.db) == oracle.table(first.db), "P2, P3"
            assert differences(copy.db) == [], "P9"
        sql = "SELECT count(*) FROM rep_change WHERE state = 0"
        assert first.db.execute(sql).fetchone() == (0,), "P17: still withheld"


Exchange.TestCase.settings = settings(
    max_examples=MACHINES,
    stateful_step_count=STEPS,
    deadline=None,
    phases=[phase for phase in Phase if SHRINK or phase is not Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
# The coverage counter would double the time, and smaller tests pass the same lines.
TestExchange = pytest.mark.no_cover(Exchange.TestCase)
