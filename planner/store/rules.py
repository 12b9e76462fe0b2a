"""What is true of every row that an app of ours has written, as SQL over one table."""

from planner.store.graph import MOST_CHARACTERS

MOST_LAMPORT = 1 << 53


def _uid(column: str) -> str:
    return f"typeof({column}) = 'blob' AND length({column}) = 16"


def _text(column: str, most: int) -> str:
    return f"typeof({column}) = 'text' AND length({column}) <= {most}"


def _digest(column: str) -> str:
    return f"{_text(column, 64)} AND length({column}) = 64 AND {column} NOT GLOB '*[^0-9a-f]*'"


RULES = {
    "meta": "typeof(min_reader) = 'integer' AND typeof(project_uid) = 'text'"
    " AND length(project_uid) = 32 AND project_uid NOT GLOB '*[^0-9a-f]*'",
    "rep_change": f"{_uid('uid')} AND {_uid('actor')} AND {_uid('tx')} AND {_uid('row_uid')}"
    f" AND typeof(lamport) = 'integer' AND lamport BETWEEN 1 AND {MOST_LAMPORT}"
    f" AND {_text('wall_utc', 40)} AND typeof(model_rev) = 'integer'"
    f" AND {_text('entity', 60)} AND {_text('cell', 60)}"
    " AND CASE state WHEN 1 THEN typeof(payload) = 'text' AND payload > ' ~'"
    f" AND length(payload) <= {MOST_CHARACTERS}"
    " WHEN 0 THEN payload IS NULL AND cell <> '_life' WHEN 2 THEN payload IS NULL ELSE 0 END",
    "rep_edge": f"{_uid('child')} AND {_uid('parent')} AND role IN ('s', 'o')",
    "rep_actor": f"{_uid('uid')} AND {_text('person_label', 400)} AND {_text('device', 400)}"
    f" AND {_text('app_version', 100)}",
    "rep_tx": f"{_uid('uid')} AND {_text('label', 1000)}"
    f" AND (undoes IS NULL OR ({_uid('undoes')}))",
    "rep_erasure": f"{_uid('row_uid')} AND {_text('entity', 60)} AND {_text('wall_utc', 40)}"
    f" AND {_text('ref', 400)}",
    "rep_horizon": f"id = 1 AND {_text('superseded_before_utc', 40)}",
    "rep_exchange": f"{_uid('uid')} AND {_text('direction', 20)} AND {_text('at_utc', 40)}"
    f" AND {_text('party', 1000)} AND {_text('scope', 100_000)} AND {_text('sha256', 64)}"
    f" AND {_text('counts', 10_000)}",
    "rep_exchange_row": f"{_uid('exchange_uid')} AND {_uid('row_uid')}",
    "bulk": f"{_digest('digest')} AND typeof(manifest) = 'text'",
    "bulk_chunk": f"{_digest('digest')} AND typeof(number) = 'integer' AND typeof(data) = 'blob'",
}
