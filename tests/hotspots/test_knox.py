"""Near-repeat tests, against published figures and patterns put in by hand."""

import csv
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given

from planner.features.hotspots import knox as knox_module
from planner.features.hotspots.interaction import jacquez, mantel
from planner.features.hotspots.knox import (
    Bands,
    BandsError,
    band_names,
    knox,
    local_knox,
)
from planner.features.hotspots.refusals import TooFewIncidentsError, TooManyPairsError
from planner.model.incidents import DAY, Incidents
from planner.progress import Cancelled
from tests.hotspots.towns import ORIGIN, incidents, poisson_town

BANDS = Bands((0, 0.01, 100, 200, 300, np.inf), (0, 7, 14, 21, np.inf))
CLOSE = Bands((0, 100, 300), (0, 7, 30))


@pytest.fixture
def chicago_month(shared_data):
    with (shared_data / "oracle_knox_chicago_burglary.csv").open() as file:
        rows = list(csv.DictReader(file))
    x, y, day = (
        [row[next(k for k in row if k.lower().startswith(start))] for row in rows]
        for start in ("x", "y", "d")
    )
    t = np.array([datetime.fromisoformat(text) for text in day], "M8[s]")
    return Incidents(np.array(x, float), np.array(y, float), t)


def repeats(n=150, seed=1):
    """Each incident has an echo, 60 m away and 3 days later."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 20_000, (2, n))
    age = rng.uniform(10, 400, n)
    t = ORIGIN - (np.append(age, age - 3) * DAY).astype("m8[s]")
    return Incidents(np.append(x, x + 60), np.append(y, y), t)


def by_hand(town, bands, metric):
    table = np.zeros(bands.shape, int)
    for i in range(len(town)):
        for j in range(i):
            dx, dy = abs(town.x[i] - town.x[j]), abs(town.y[i] - town.y[j])
            d = dx + dy if metric == "manhattan" else np.hypot(dx, dy)
            days = abs((town.t[i] - town.t[j]) / DAY)
            row = np.searchsorted(bands.space, d, side="right") - 1
            column = np.searchsorted(bands.time, days, side="right") - 1
            if row < bands.shape[0] and column < bands.shape[1]:
                table[row, column] += 1
    return table


def test_the_published_table_of_the_near_repeat_calculator_is_met(chicago_month):
    got = knox(chicago_month, BANDS, permutations=1)

    assert got.n == 970
    assert got.observed.tolist() == [
        [28, 5, 5, 2],
        [44, 13, 8, 4],
        [97, 56, 19, 16],
        [77, 67, 45, 20],
        [182194, 146149, 95237, 45879],
    ]


@pytest.mark.parametrize("metric", ["manhattan", "euclidean"])
@pytest.mark.parametrize("bands", [BANDS, CLOSE], ids=["open", "closed"])
@given(town=incidents(0, 60))
def test_pairs_are_counted_as_one_would_by_hand(town, bands, metric):
    if len(town) < 2:
        return
    got = knox(town, bands, permutations=1, metric=metric)

    np.testing.assert_array_equal(got.observed, by_hand(town, bands, metric))


def test_repeats_stand_out_and_chance_does_not():
    pattern = knox(repeats(), CLOSE, permutations=99)
    chance = knox(poisson_town(2000), CLOSE, permutations=99)

    assert pattern.ratio[0, 0] > 10
    assert pattern.p[0, 0] == pytest.approx(0.01)
    np.testing.assert_allclose(chance.ratio, 1, atol=0.15)


def test_p_is_never_zero_and_the_same_seed_gives_the_same():
    one, again = (knox(repeats(), CLOSE, permutations=19, seed=4) for _ in range(2))

    assert one.p.min() == pytest.approx(1 / 20)
    np.testing.assert_array_equal(one.expected, again.expected)


def test_bands_that_do_not_rise_are_refused():
    for edges in ((0, 5, 5), (10, 2), (0,), (-1, 3)):
        with pytest.raises(BandsError):
            Bands(edges, (0, 7))


def test_local_pairs_beyond_counting_are_refused_with_their_number():
    crowd = Incidents(np.zeros(10_000), np.zeros(10_000), np.full(10_000, ORIGIN))

    with pytest.raises(TooManyPairsError, match="49,995,000"):
        local_knox(crowd, 100, 7)


@given(incidents())
@pytest.mark.parametrize("metric", ["manhattan", "euclidean"])
@pytest.mark.parametrize(
    "bands", [BANDS, CLOSE, Bands((0, np.inf), (1, 9)), Bands((5, 80), (2, 9))]
)
def test_of_too_many_pairs_to_list_the_same_are_counted(metric, bands, town):
    often = Incidents(*(np.concatenate([v, v, v, v[:1]]) for v in (town.x, town.y, town.t)))
    listed = knox(often, bands, permutations=1, metric=metric)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knox_module, "MOST_PAIRS", -1)
        counted = knox(often, bands, permutations=1, metric=metric)

    np.testing.assert_array_equal(counted.observed, listed.observed)
    assert counted.permutations == 0


@pytest.mark.parametrize("metric", ["manhattan", "euclidean"])
def test_chance_worked_out_is_what_many_exchanges_of_dates_come_to(monkeypatch, metric):
    town = repeats()
    drawn = knox(town, BANDS, permutations=999, metric=metric)
    monkeypatch.setattr(knox_module, "MOST_PAIRS", -1)

    worked_out = knox(town, BANDS, permutations=999, metric=metric)

    spread = np.sqrt(drawn.expected + 1)
    assert (np.abs(worked_out.expected - drawn.expected) < 0.15 * spread).all()
    many = drawn.expected > 5
    np.testing.assert_allclose(worked_out.p[many], drawn.p[many], atol=0.1)


def test_a_crowd_at_one_address_is_tested_by_its_dates():
    rng = np.random.default_rng(3)
    crowd = Incidents(np.zeros(9000), np.zeros(9000), ORIGIN - rng.integers(0, 400, 9000) * DAY)

    found = knox(crowd, CLOSE)

    assert found.permutations == 0
    assert found.observed[0].tolist() == found.expected[0].tolist()


def test_one_incident_is_no_pair():
    with pytest.raises(TooFewIncidentsError):
        knox(poisson_town(1), CLOSE)


def test_a_test_stops_when_asked():
    class Stop:
        def step(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        knox(repeats(), CLOSE, progress=Stop())


def test_bands_are_written_as_intervals():
    assert band_names((0, 100, np.inf), "m") == ["[0, 100) m", "[100, ∞) m"]


def test_the_incidents_of_a_pattern_are_pointed_out():
    pattern, noise = repeats(60), poisson_town(60)
    both = Incidents(
        np.append(pattern.x, noise.x + 50_000),
        np.append(pattern.y, noise.y * 100),
        np.append(pattern.t, noise.t),
    )

    got = local_knox(both, 100, 7)

    assert (got.close[:120] >= 1).all()
    assert (got.p[:120] <= 0.1).mean() > 0.9
    assert (got.p[120:] <= 0.1).mean() < 0.2


def test_mantel_and_jacquez_see_the_pattern_and_not_chance():
    drift = np.sort(np.random.default_rng(3).uniform(0, 300, 200))
    moving = Incidents(drift * 10, np.zeros(200), ORIGIN - (drift * DAY).astype("m8[s]"))

    assert mantel(moving).statistic > 0.99
    assert mantel(moving).p == pytest.approx(0.005)
    assert jacquez(repeats(), k=1).statistic > 5 * jacquez(repeats(), k=1).expected
    assert jacquez(repeats(), k=1).p == pytest.approx(0.005)
    assert mantel(poisson_town(300)).p > 0.05
    assert jacquez(poisson_town(300)).p > 0.05


def test_many_incidents_are_sampled_for_mantel_and_the_number_is_told():
    assert mantel(poisson_town(2500), permutations=1).used == 2000
