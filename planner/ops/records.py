"""Records of any kind, for callers that name kinds and fields in words: lists and batches."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from planner.errors import BadBatchError, NotFoundError, UnknownKindError, UserError
from planner.exchange.erase import scrub
from planner.model.records import ALIVE, KINDS, Copy, RecordKind
from planner.ops import (
    assessment_shapes,
    exchange,
    participations,
    privacy,
    questions,
    shapes,
)
from planner.store.edit import Edit
from planner.store.store import Store
from planner.texts import _

MOST_BYTES_A_LINE = 4 << 20
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters that no text may hold; tab and line ends are welcome."""

Values = dict[str, Any]

TO_FIELDS: dict[str, Callable[[Store, Values], Values]] = {
    "session": shapes.session_fields,
    "question": questions.with_rank,
    "participation": participations.with_rank,
    "assessment": assessment_shapes.assessment_fields,
    "answer": assessment_shapes.answer_fields,
    "risk_rating": assessment_shapes.rating_fields,
}
"""By kind: turn what a caller wrote into fields, and fill in what follows from it."""

FROM_ROW: dict[str, Callable[[Values], Values]] = {"session": shapes.session_values}
"""By kind: turn fields into what a caller reads."""


def kind_named(name: str) -> RecordKind:
    if name not in KINDS:
        raise UnknownKindError(name, sorted(KINDS))
    return KINDS[name]


def list_records(store: Store, name: str, *, deleted: bool = False) -> list[Values]:
    """Return all records of a kind as plain values, each with its uid."""
    kind = kind_named(name)
    rows = store.rows(kind.table.select().order_by(kind.table.c.uid), kind.row, deleted=deleted)
    return [as_values(kind, row, deleted=deleted) for row in rows]


def as_values(kind: RecordKind, row: Copy, *, deleted: bool = False) -> Values:
    values = row.model_dump()
    state = values.pop("state")
    if deleted:
        values["deleted"] = state != ALIVE
    shape = FROM_ROW.get(kind.name)
    return shape(values) if shape else values


def remove(store: Store, name: str, uid: str) -> None:
    """Remove a record and its children."""
    kind = kind_named(name)
    with store.edit(_("removal of {kind}").format(kind=kind.name.replace("_", " "))) as edit:
        edit.remove(kind.row, _existing(store, kind, uid))


@dataclass
class Batch:
    """How far a batch has come: the uids of its named lines, and the number applied."""

    uids: dict[str, str] = field(default_factory=dict)
    applied: int = 0


def apply(store: Store, lines: Iterable[str]) -> Batch:
    """Carry out a batch of edits, one JSON object a line, as one step.

    Raises
    ------
    BadBatchError
        A line is not understood or not allowed; nothing of the batch is kept.
    """
    batch = Batch()
    with store.edit(_("batch of edits")) as edit:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    _apply(store, edit, _read(line), batch)
                except _REFUSALS as error:
                    raise BadBatchError(number, _why(error)) from error
                batch.applied += 1
    scrub(store)
    return batch


def lines(raw: bytes) -> list[str]:
    """Return the lines of a batch, whichever way they end.

    Raises
    ------
    BadBatchError
        The text is not UTF-8.
    """
    try:
        return raw.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        number = raw.count(b"\n", 0, error.start) + 1
        raise BadBatchError(number, _("the text is not UTF-8")) from error


_REFUSALS = (UserError, ValidationError, ValueError, TypeError, RecursionError)


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    if isinstance(error, UserError):
        return error.why
    return str(error)


def _read(line: str) -> Mapping[str, Any]:
    if len(line) > MOST_BYTES_A_LINE:
        raise ValueError(_("the line is too long"))
    found = json.loads(line, parse_constant=_no_number)
    if not isinstance(found, dict):
        raise TypeError(_("a line has to be one JSON object"))
    return found


def _no_number(text: str) -> None:
    raise ValueError(_("{text} is not a number").format(text=text))


def _apply(store: Store, edit: Edit, op: Mapping[str, Any], batch: Batch) -> None:
    verb = str(op.get("op"))
    if verb not in VERBS:
        raise ValueError(_("unknown operation {op}").format(op=verb))
    VERBS[verb](store, edit, op, batch)


def _add(store: Store, edit: Edit, op: Mapping[str, Any], batch: Batch) -> None:
    kind = kind_named(str(op.get("kind")))
    uid = edit.add(kind.fields(**_fields(store, kind, op, batch, {})))
    if name := op.get("as"):
        batch.uids[str(name)] = uid


def _set(store: Store, edit: Edit, op: Mapping[str, Any], batch: Batch) -> None:
    kind = kind_named(str(op.get("kind")))
    uid = _existing(store, kind, _uid(op.get("uid"), batch))
    row = store.row(kind.row, uid)
    now = row.model_dump() if row else {}
    edit.change(kind.row, uid, **_fields(store, kind, op, batch, now))


def _remove(store: Store, edit: Edit, op: Mapping[str, Any], batch: Batch) -> None:
    kind = kind_named(str(op.get("kind")))
    edit.remove(kind.row, _existing(store, kind, _uid(op.get("uid"), batch)))


def _erase(store: Store, edit: Edit, op: Mapping[str, Any], batch: Batch) -> None:
    if op.get("kind") != "person":
        raise ValueError(_("only a person can be erased"))
    uid = _existing(store, KINDS["person"], _uid(op.get("uid"), batch))
    for kind, one in privacy.personal_records(store, uid):
        edit.erase(KINDS[kind], one)


def _resolve(store: Store, edit: Edit, op: Mapping[str, Any], batch: Batch) -> None:
    kind = kind_named(str(op.get("kind")))
    uid, cell = _existing(store, kind, _uid(op.get("uid"), batch)), str(op.get("cell"))
    if cell not in exchange.disagreements(store, uid):
        raise ValueError(_("nobody disagrees about {cell}").format(cell=cell))
    values = exchange.as_values(kind.name, cell, op.get("value"))
    edit.settle(kind.row, uid, cell, **values)


VERBS: dict[str, Callable[[Store, Edit, Mapping[str, Any], Batch], None]] = {
    "add": _add,
    "set": _set,
    "remove": _remove,
    "erase": _erase,
    "resolve": _resolve,
}


def _fields(
    store: Store, kind: RecordKind, op: Mapping[str, Any], batch: Batch, now: Values
) -> Values:
    """Return the fields of a line, checked: names known, references to records that are there."""
    named = _given(kind, op, batch)
    shape = TO_FIELDS.get(kind.name)
    fields = shape(store, now | named) if shape else named
    if shape:
        fields = {n: v for n, v in fields.items() if n not in now or now[n] != v}
    for name in fields:
        if name not in kind.fields.model_fields:
            raise ValueError(_("{kind} has no field {name}").format(kind=kind.name, name=name))
    for name, reference in kind.references():
        if fields.get(name) is not None:
            _existing(store, KINDS[reference.target], fields[name])
        elif reference.required and name not in now and not fields.get(name):
            raise ValueError(_("{name} has to be given").format(name=name))
    return fields


def _given(kind: RecordKind, op: Mapping[str, Any], batch: Batch) -> Values:
    """Return the fields as the line has them, with uids for the lines that they name."""
    given = op.get("fields", {})
    if not isinstance(given, dict):
        raise TypeError(_("fields has to be a JSON object"))
    for name, value in given.items():
        if isinstance(value, str) and CONTROL.search(value):
            raise ValueError(_("{name} holds a control character").format(name=name))
    references = {name for name, _reference in kind.references()}
    return {
        name: _uid(value, batch) if name in references or _names_a_line(value, batch) else value
        for name, value in given.items()
    }


def _names_a_line(value: Any, batch: Batch) -> bool:
    """Tell ``"@name"`` of an earlier line from words that only begin with an @."""
    return isinstance(value, str) and value[:1] == "@" and value[1:] in batch.uids


def _uid(value: Any, batch: Batch) -> Any:
    """Return the uid that ``"@name"`` stands for; every other value is itself."""
    if isinstance(value, str) and value.startswith("@"):
        if value[1:] not in batch.uids:
            raise ValueError(_("{name} was not named by an earlier line").format(name=value))
        return batch.uids[value[1:]]
    return value


def _existing(store: Store, kind: RecordKind, uid: Any) -> str:
    row = store.row(kind.row, uid) if isinstance(uid, str) else None
    if row is None or row.state != ALIVE:
        raise NotFoundError(kind.name, str(uid))
    return row.uid
