"""The rules of derivation once more, in the plainest Python, to judge the real ones by.

It reads a project's changes, edges and erasures and works out every record
from the words of the design, slowly. It shares no code with the store.
"""

import json
from dataclasses import dataclass, field

from planner.model.everything import KINDS


@dataclass
class Told:
    """What a project's graph says."""

    changes: dict = field(default_factory=dict)
    replaces: set = field(default_factory=set)
    observes: set = field(default_factory=set)
    erased: dict = field(default_factory=dict)


def told(db):
    graph = Told()
    for uid, entity, row, cell, payload, state, lamport in db.execute(
        "SELECT uid, entity, row_uid, cell, payload, state, lamport FROM rep_change"
    ):
        if entity in KINDS:
            graph.changes[uid] = (entity, row, cell, payload, state, lamport)
    for child, parent, role in db.execute("SELECT child, parent, role FROM rep_edge"):
        (graph.replaces if role == "s" else graph.observes).add((child, parent))
    graph.erased = dict(db.execute("SELECT row_uid, entity FROM rep_erasure"))
    return graph


def heads(graph):
    """Return the changes that nothing known replaces, by kind, record and cell."""
    replaced = {parent for child, parent in graph.replaces if child in graph.changes}
    found = {}
    for uid, (entity, row, cell, *_rest) in graph.changes.items():
        if uid not in replaced:
            found.setdefault((entity, row), {}).setdefault(cell, []).append(uid)
    return found


def shown(graph, uids):
    """Return the latest head; one that is withheld does not hide one that is known."""
    return max(uids, key=lambda uid: (graph.changes[uid][4] == 1, graph.changes[uid][5], uid))


def records(graph):
    """Return state, columns and conflicts of every record."""
    tops = heads(graph)
    values = {key: _values(graph, key, cells) for key, cells in tops.items()}
    states, conflicts = {}, {}
    for kind in _children_first():
        for key in [k for k in tops if k[0] == kind]:
            states[key], conflicts[key] = _state(graph, key, tops[key], values, states)
    referred = {
        (ref.target, bytes.fromhex(values[key][column]))
        for key in tops
        if states[key] != "erased"
        for column, ref in KINDS[key[0]].references()
        if values[key].get(column)
    }
    found = {}
    for key in tops.keys() | referred:
        state = states.get(key, "erased" if key[1] in graph.erased else "stub")
        shown = {} if state == "erased" else values.get(key, {})
        base = {} if state in ("erased", "stub") else _defaults(key[0])
        found[key] = (state, base | shown, conflicts.get(key, frozenset()))
    for row, entity in graph.erased.items():
        found[(entity, row)] = ("erased", {}, frozenset())
    return found


def _defaults(kind):
    return {
        name: None if info.is_required() else info.get_default(call_default_factory=True)
        for name, info in KINDS[kind].fields.model_fields.items()
    }


def _values(graph, key, cells):
    found = {}
    for cell, uids in cells.items():
        columns = KINDS[key[0]].cells.get(cell)
        if columns is None:
            continue
        top = shown(graph, uids)
        payload = graph.changes[top][3]
        if payload is None:
            found |= dict.fromkeys(columns)
        elif columns == (cell,):
            found[cell] = json.loads(payload)
        else:
            held = json.loads(payload)
            found |= {c: held.get(c, _defaults(key[0])[c]) for c in columns}
    return found


def _state(graph, key, cells, values, states):
    if key[1] in graph.erased:
        return "erased", frozenset()
    conflicts = {
        (cell, "value")
        for cell, uids in cells.items()
        if cell in KINDS[key[0]].cells
        and cell not in KINDS[key[0]].quiet
        and len({graph.changes[u][3] for u in uids if graph.changes[u][4] == 1}) > 1
    }
    life = {graph.changes[uid][3] for uid in cells.get("_life", [])}
    if not life:
        return "stub", frozenset(conflicts)
    if "1" in life:
        return "alive", frozenset(
            conflicts | ({("_life", "delete/keep")} if "0" in life else set())
        )
    seen = {parent for child, parent in graph.observes if child in cells["_life"]}
    others = {uid for cell, uids in cells.items() if cell != "_life" for uid in uids}
    if others - seen:
        return "alive", frozenset(conflicts | {("_life", "delete/edit")})
    if _has_live_child(key, values, states):
        return "alive", frozenset(conflicts | {("_life", "delete/child")})
    return "dead", frozenset()


def _has_live_child(key, values, states):
    return any(
        state == "alive" and values[child].get(column) == key[1].hex()
        for child, state in states.items()
        for column, ref in KINDS[child[0]].references()
        if ref.required and ref.target == key[0]
    )


def _children_first():
    done, left = [], list(KINDS)
    while left:
        for name in list(left):
            children = [
                k.name
                for k in KINDS.values()
                if k.name != name and any(r.target == name for _c, r in k.references())
            ]
            if all(child in done for child in children):
                done.append(name)
                left.remove(name)
    return done


def table(db):
    """Return what the record tables and the list of conflicts say, in the same shape."""
    conflicts = {}
    for entity, row, cell, kind in db.execute(
        "SELECT entity, row_uid, cell, kind FROM rep_conflict"
    ):
        conflicts.setdefault((entity, row), set()).add((cell, kind))
    found = {}
    for kind in KINDS.values():
        for stored in db.execute(f'SELECT * FROM "{kind.name}"').fetchall():
            values = kind.read(stored)
            key = (kind.name, bytes.fromhex(values.pop("uid")))
            state = values.pop("state")
            found[key] = (
                state,
                {} if state == "erased" else {n: v for n, v in values.items() if v is not None},
                frozenset(conflicts.pop(key, ())),
            )
    assert not conflicts, "a conflict of no record"
    return found


def expected(db):
    """Return what the tables of a project should say."""
    return {
        key: (state, {n: v for n, v in values.items() if v is not None}, conflicts)
        for key, (state, values, conflicts) in records(told(db)).items()
    }
