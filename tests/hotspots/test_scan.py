"""The search for clusters that are alive now."""

import numpy as np
import pytest

from planner.features.hotspots.refusals import TooFewIncidentsError
from planner.features.hotspots.scan import Search, scan
from planner.model.incidents import DAY, Incidents
from planner.progress import Cancelled
from tests.hotspots.test_blend import CITY
from tests.hotspots.towns import ORIGIN, joined, poisson_town

TOWN = poisson_town(1500, days=365, cells=CITY)


def outbreak(n=15, age=5.0, at=(1000.0, 2000.0)):
    rng = np.random.default_rng(3)
    x, y = (middle + rng.uniform(-80, 80, n) for middle in at)
    return Incidents(x, y, ORIGIN - (rng.uniform(0, age, n) * DAY).astype("m8[s]"))


def test_an_outbreak_is_found_where_and_when_it_is():
    first = scan(joined(TOWN, outbreak()), ORIGIN, Search(reach=500))[0]

    assert np.hypot(first.x - 1000, first.y - 2000) < 150
    assert first.radius < 250
    assert first.days == 7
    assert first.observed >= 15
    assert first.ratio > 5
    assert first.p == pytest.approx(0.01)


def test_chance_makes_no_significant_cluster():
    chances = [
        scan(poisson_town(800, days=365, cells=CITY, seed=s), ORIGIN, Search(reach=500))[0].p
        for s in range(3)
    ]

    assert min(chances) > 0.02


def test_an_outbreak_that_is_over_is_not_alive():
    old = outbreak()
    over = Incidents(old.x, old.y, old.t - 100 * DAY)

    found = scan(joined(TOWN, over), ORIGIN, Search(reach=500))

    assert all(one.p > 0.02 for one in found)


def test_what_happens_later_is_not_seen():
    late = outbreak()
    later = Incidents(late.x, late.y, late.t + 50 * DAY)

    assert scan(joined(TOWN, later), ORIGIN, Search()) == scan(TOWN, ORIGIN, Search())


def test_clusters_do_not_overlap():
    town = joined(TOWN, outbreak(), outbreak(at=(2500.0, 500.0)))

    found = scan(town, ORIGIN, Search(reach=500))

    for i, one in enumerate(found):
        for other in found[:i]:
            assert np.hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius
    assert found[1].p <= 0.05


def test_too_few_are_refused_and_the_search_stops_when_asked():
    class Stop:
        def step(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(TooFewIncidentsError):
        scan(outbreak(3), ORIGIN, Search())
    with pytest.raises(Cancelled):
        scan(TOWN, ORIGIN, Search(), Stop())
