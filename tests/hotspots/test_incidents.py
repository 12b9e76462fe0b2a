"""Incidents: what is known when."""

import numpy as np
import pytest

from planner.model.grids import square_cells
from planner.model.incidents import Incidents

NAT = np.datetime64("NaT", "s")


def days(*texts):
    return np.array(texts, "M8[s]")


def three(**columns):
    return Incidents(
        np.array([10.0, 150.0, 900.0]),
        np.array([10.0, 20.0, 30.0]),
        days("2026-01-01", "2026-01-05", "2026-01-09"),
        **columns,
    )


def test_an_incident_is_known_from_the_moment_it_is_recorded():
    late = three(recorded=days("2026-01-20", "NaT", "2026-01-10"))

    assert late.before(np.datetime64("2026-01-11")).x.tolist() == [150, 900]


def test_nothing_is_known_before_it_happened_whatever_the_record_says():
    early = three(recorded=days("2025-12-01", "2025-12-01", "2025-12-01"))

    assert len(early.before(np.datetime64("2026-01-05"))) == 1


def test_a_delay_holds_where_no_recording_time_is_known():
    late = three(delay=3.0, recorded=days("NaT", "2026-01-05T01:00", "NaT"))

    assert late.before(np.datetime64("2026-01-06")).x.tolist() == [10, 150]


def test_an_incident_within_a_period_is_known_from_its_end():
    long = three(t_end=np.array(["2026-01-15", "NaT", "NaT"], "M8[s]"))

    assert long.before(np.datetime64("2026-01-11")).x.tolist() == [150, 900]


def test_placing_drops_what_lies_outside_and_happens_once():
    cells = square_cells((0, 0, 200, 100), 100)

    placed = three().placed(cells)

    assert placed.cells.tolist() == [0, 1]
    assert placed.placed(cells) is placed


def test_columns_of_another_length_and_coordinates_without_value_are_refused():
    with pytest.raises(ValueError, match="recorded"):
        three(recorded=days("2026-01-01"))
    with pytest.raises(ValueError, match="finite"):
        Incidents(np.array([np.nan]), np.array([0.0]), days("2026-01-01"))


def test_the_first_moment_is_found_in_whatever_order_incidents_come():
    assert three().take(np.array([2, 0, 1])).first == np.datetime64("2026-01-01")
    assert three().take(np.array([2, 1])).first == np.datetime64("2026-01-05")
