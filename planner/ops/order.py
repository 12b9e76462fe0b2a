"""Places in a list that people put in order by hand."""

from collections.abc import Sequence

from planner.store.ranks import between


def rank_at(ranks: Sequence[str], place: int) -> str:
    """Return a rank for a new item at `place` among the items that have `ranks`."""
    place = max(0, min(place, len(ranks)))
    before = ranks[place - 1] if place else ""
    after = ranks[place] if place < len(ranks) else ""
    return between(before, after)


def last_rank(ranks: Sequence[str]) -> str:
    return rank_at(ranks, len(ranks))
