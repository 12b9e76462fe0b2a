"""What makes a class a stored record: its kind, its cells, its references.

Each kind has three classes: `XFields` (what a person fills in, checked), `X`
(the table) and `XRow` (a frozen copy for everyone else). The tables are worked
out from the change graph, so every column may be empty: a record can be known
by name only (a stub), or have values that a sender withheld.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ForeignKeyConstraint, Table
from sqlmodel import Field, SQLModel

from planner.model.kinds import Kind, Reference

ALIVE, DEAD, STUB, ERASED = "alive", "dead", "stub", "erased"


class Fields(SQLModel):
    """What a person may fill in; forms, tables and files read the list from here.

    Checking is strict: a number written as text is refused, not converted.
    """

    model_config = {"strict": True}

    record_kind: ClassVar[str]


class Kept(SQLModel):
    """What every table has besides its fields."""

    uid: str = Field(primary_key=True, max_length=32)
    state: str


class Copy(SQLModel):
    """What every frozen copy has besides its fields."""

    model_config = {"frozen": True}

    uid: str
    state: str = ALIVE


@dataclass(frozen=True)
class RecordKind:
    """One kind of record, as the store and the exchange see it."""

    name: str
    fields: type[Fields]
    table: Table
    row: type[Copy]
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    quiet: frozenset[str] = frozenset()
    key: tuple[str, ...] | None = None

    def references(self) -> Iterator[tuple[str, Reference]]:
        for name, info in self.fields.model_fields.items():
            for mark in info.metadata:
                if isinstance(mark, Reference):
                    yield name, mark

    def cell_of(self, column: str) -> str:
        """Return the cell that `column` is written with."""
        return next((c for c, columns in self.cells.items() if column in columns), column)

    def read(self, stored: Sequence[Any]) -> dict[str, Any]:
        """Return a row of the table, in the order of its columns, as values by name."""
        values = dict(zip(self.table.columns.keys(), stored, strict=True))
        for name in self.json_columns:
            if values[name] is not None:
                values[name] = json.loads(values[name])
        return values

    @cached_property
    def json_columns(self) -> frozenset[str]:
        return frozenset(
            name for name, info in self.fields.model_fields.items() if Kind("json") in info.metadata
        )


KINDS: dict[str, RecordKind] = {}
_row_kinds: dict[type, RecordKind] = {}

RowType = TypeVar("RowType", bound=type[Copy])


def record(
    table: type[SQLModel],
    groups: Mapping[str, tuple[str, ...]] | None = None,
    quiet: frozenset[str] = frozenset(),
    key: tuple[str, ...] | None = None,
) -> Callable[[RowType], RowType]:
    """Class decorator for the row class of a kind; `table` is its table class.

    Columns of one group make one cell: they are written and merged together.
    Cells in `quiet` never count as a disagreement (the order of a list). Records
    with a `key` are the same record wherever these columns are the same.
    """

    def register(row: RowType) -> RowType:
        fields = next(c for c in row.__mro__ if issubclass(c, Fields) and Fields in c.__bases__)
        sql_table: Table = table.__table__  # type: ignore[attr-defined]
        grouped = {c for columns in (groups or {}).values() for c in columns}
        cells: dict[str, tuple[str, ...]] = {
            name: (name,) for name in fields.model_fields if name not in grouped
        }
        cells.update(groups or {})
        kind = RecordKind(fields.record_kind, fields, sql_table, row, cells, quiet, key)
        for column in sql_table.columns:
            column.nullable = column.name not in ("uid", "state")
        for name, reference in kind.references():
            target = f"{reference.target}.uid"
            sql_table.append_constraint(
                ForeignKeyConstraint([name], [target], deferrable=True, initially="DEFERRED")
            )
        KINDS[kind.name] = kind
        _row_kinds[row] = kind
        return row

    return register


def kind_of(row: type[Copy]) -> RecordKind:
    """Return the kind that `row` is the copy class of."""
    return _row_kinds[row]
