"""What one can do with the questions of a session."""

from typing import Any

from sqlmodel import col, select

from planner.errors import NotFoundError
from planner.model.sessions import Question, QuestionFields, QuestionRow
from planner.ops.order import last_rank, rank_at
from planner.store.store import Store
from planner.texts import _


def list_questions(store: Store, session: str) -> list[QuestionRow]:
    """Return the questions of a session in their order."""
    query = select(Question).where(col(Question.session) == session)
    return store.rows(query.order_by(col(Question.rank), col(Question.uid)), QuestionRow)


def add_question(store: Store, session: str, text: str) -> str:
    """Add a question at the end."""
    with store.edit(_("new question")) as edit:
        rank = next_rank(store, session)
        return edit.add(QuestionFields(session=session, text=text, rank=rank))


def change_question(store: Store, uid: str, seen: int | None = None, *, text: str) -> None:
    with store.edit(_("edit of question"), seen) as edit:
        edit.change(QuestionRow, uid, text=text)


def remove_question(store: Store, uid: str) -> None:
    with store.edit(_("removal of question")) as edit:
        edit.remove(QuestionRow, uid)


def move_question(store: Store, uid: str, place: int) -> None:
    """Put a question at `place` (0 is the first) among the others of its session."""
    moved = store.row(QuestionRow, uid)
    if moved is None or moved.session is None:
        raise NotFoundError("question", uid)
    others = [row for row in list_questions(store, moved.session) if row.uid != uid]
    rank = rank_at([row.rank for row in others], place)
    with store.edit(_("move of question")) as edit:
        edit.change(QuestionRow, uid, rank=rank)


def next_rank(store: Store, session: str) -> str:
    """Return a rank behind all questions of a session."""
    return last_rank([row.rank for row in list_questions(store, session)])


def with_rank(store: Store, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with a rank at the end of the list, if they have none."""
    known = values.get("rank") or not isinstance(values.get("session"), str)
    return values if known else values | {"rank": next_rank(store, values["session"])}
