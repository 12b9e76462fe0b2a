"""Who is double-booked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Booking:
    """A person is taken up from `starts` to `ends` (UTC); without an end only the start counts."""

    person: str
    session: str
    starts: datetime
    ends: datetime | None = None


def clashes(bookings: Iterable[Booking]) -> list[tuple[Booking, Booking]]:
    """Return the pairs of bookings of one person that overlap, earlier start first.

    Sessions that touch do not clash; two that start together always do.
    """
    found = []
    running: dict[str, list[Booking]] = {}
    for booking in sorted(bookings, key=lambda b: (b.starts, b.session)):
        before = [b for b in running.get(booking.person, []) if _reaches(b, booking)]
        found += [(b, booking) for b in before if b.session != booking.session]
        running[booking.person] = [*before, booking]
    return found


def _reaches(first: Booking, second: Booking) -> bool:
    return first.starts == second.starts or (first.ends is not None and first.ends > second.starts)
