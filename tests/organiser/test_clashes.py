"""Who is double-booked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.features.organiser.clashes import Booking, clashes

NOON = datetime(2026, 6, 25, 12, tzinfo=UTC)


def booking(session, start, hours=None, person="ada"):
    starts = NOON + timedelta(hours=start)
    return Booking(
        person, session, starts, None if hours is None else starts + timedelta(hours=hours)
    )


def sessions(found):
    return [(a.session, b.session) for a, b in found]


def test_sessions_that_overlap_clash():
    assert sessions(clashes([booking("a", 0, 2), booking("b", 1, 2)])) == [("a", "b")]


def test_sessions_that_touch_do_not_clash():
    assert clashes([booking("a", 0, 1), booking("b", 1, 1)]) == []


def test_two_people_do_not_clash():
    assert clashes([booking("a", 0, 2), booking("b", 1, 2, person="bo")]) == []


def test_sessions_without_an_end_clash_when_they_start_together():
    assert sessions(clashes([booking("a", 0), booking("b", 0)])) == [("a", "b")]
    assert clashes([booking("a", 0), booking("b", 1)]) == []


def test_a_person_twice_in_one_session_does_not_clash_with_it():
    assert clashes([booking("a", 0, 1), booking("a", 0, 1)]) == []


bookings = st.lists(
    st.builds(
        booking,
        st.sampled_from("abcdef"),
        st.integers(0, 12),
        st.one_of(st.none(), st.integers(1, 6)),
        st.sampled_from(["ada", "bo"]),
    ),
    max_size=12,
)


@given(bookings, st.randoms())
def test_the_order_of_bookings_does_not_matter(some, random):
    shuffled = list(some)
    random.shuffle(shuffled)

    assert {frozenset(pair) for pair in clashes(some)} == {
        frozenset(pair) for pair in clashes(shuffled)
    }
