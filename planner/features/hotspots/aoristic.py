"""Incidents known only to lie between two moments, such as a burglary while people were away."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.features.hotspots.kernels import sums
from planner.model.incidents import Floats, Incidents

MOST_PARTS = 400
HOURS = 168
HOUR = 3600
A_DAY = 86_400
MONDAY = 3  # days from a Monday to 1970-01-01, a Thursday


def timed(incidents: Incidents, how: str) -> Incidents:
    """Give each incident the moment that one of `TIMINGS` says.

    With "aoristic" that is half way, and the period stays with it, so that
    methods which add incidents up can `spread` it. When it became known stays
    as it was, so a forecast sees no part of it earlier.
    """
    if incidents.t_end is None or how == "from":
        return incidents
    known, (start, end) = incidents.known, _period(incidents)
    moment = end if how == "to" else start + (end - start) // 2
    at = moment.astype("M8[s]")
    whole = replace(incidents, t=at, t_end=None, recorded=np.maximum(known, at))
    if how != "aoristic":
        return whole
    return replace(whole, begin=start.astype("M8[s]"), t_end=end.astype("M8[s]"))


def spread(incidents: Incidents) -> Incidents:
    """Share each incident out over the days of its period; all parts have its cell.

    Source
    ------
    Ratcliffe & McCullagh (1998), "Aoristic crime analysis", International
    Journal of Geographical Information Science 12, 751-764.
    """
    if incidents.begin is None:
        return incidents
    start, end = _period(incidents)
    whose, day, share = _parts(start, end, A_DAY)
    at = np.maximum(start[whose], day * A_DAY).astype("M8[s]")
    known = np.maximum(incidents.known[whose], at)
    weight = incidents.weights[whose] * share
    return replace(
        incidents.take(whose), t=at, begin=None, t_end=None, recorded=known, weight=weight
    )


def _period(incidents: Incidents) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    begin = incidents.t if incidents.begin is None else incidents.begin
    start = begin.astype(np.int64)
    if incidents.t_end is None:
        return start, start
    ends = np.where(np.isnat(incidents.t_end), begin, incidents.t_end)
    return start, np.maximum(ends.astype("M8[s]").astype(np.int64), start)


def _parts(
    start: NDArray[np.int64], end: NDArray[np.int64], length: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Cut periods at multiples of `length` seconds: whose, which multiple, and what share.

    A period of more than 400 pieces is cut into as many that lie evenly in it.
    """
    first, last = start // length, np.maximum(end - 1, start) // length
    count = last - first + 1
    stride = np.maximum(1, -(-count // MOST_PARTS))
    number = -(-count // stride)
    whose = np.repeat(np.arange(len(start)), number)
    turn = np.arange(len(whose)) - np.repeat(np.cumsum(number) - number, number)
    piece = first[whose] + turn * stride[whose]
    inside = np.minimum(end[whose], (piece + 1) * length) - np.maximum(start[whose], piece * length)
    inside = np.maximum(inside, 0).astype(float)
    total = sums(whose, inside, len(start))[whose]
    return whose, piece, np.where(total > 0, inside / np.where(total > 0, total, 1), 1.0)


def hours_of_week(incidents: Incidents) -> Floats:
    """Return incidents by hour of the week, 168 numbers from Monday 00:00 on."""
    if incidents.begin is None:
        hour, weights = incidents.t.astype(np.int64) // HOUR, incidents.weights
    else:
        whose, hour, share = _parts(*_period(incidents), HOUR)
        weights = incidents.weights[whose] * share
    return sums((hour + MONDAY * 24) % HOURS, weights, HOURS)
