"""Expected counts that keep their word: learnt from earlier origins only."""

from dataclasses import replace

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.calibration import Course, Ladder, Verdict, rates_of, verdict
from planner.features.hotspots.chances import RUNGS, rungs_of
from planner.features.hotspots.method import configured, run
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from planner.ops import figures
from tests.hotspots.towns import ORIGIN

CITY = square_cells((0, 0, 4000, 4000), 100)
WEEKS = origins(ORIGIN - 210 * DAY, ORIGIN - 7 * DAY, 7)
RATES = np.random.default_rng(8).gamma(0.3, 0.3, len(CITY))


def course(said, weeks=30, seed=1, delay=0.0):
    """Weeks in a city with fixed rates, of which `said` is said each week."""
    rng = np.random.default_rng(seed)
    tested, known, ladders = [], [], []
    for week in WEEKS[:weeks]:
        came = np.repeat(np.arange(len(CITY)), rng.poisson(RATES)).astype(np.int32)
        tested.append(came)
        known.append(np.full(len(came), week + 3 * DAY + np.timedelta64(int(delay), "D")))
        ladders.append(Ladder.of(rungs_of(said), came))
    return Course(ladders, tested, known, WEEKS[:weeks], 7.0)


def test_an_order_of_cells_becomes_counts_that_keep_their_word():
    judged = course(100 * RATES**3).judged()

    assert judged.origins == 30 - 8  # of earlier weeks, which end where the next begins
    assert judged.found.ece < 0.01
    assert verdict(judged).calibrated


def test_an_order_turned_round_says_no_more_than_the_mean():
    assert not verdict(course(RATES.max() - RATES).judged()).calibrated


@pytest.mark.parametrize("said", [np.zeros(len(CITY)), np.full(len(CITY), 0.1)], ids=str)
def test_a_map_that_says_the_same_everywhere_is_not_calibrated(said):
    found = verdict(course(said).judged())

    assert found.state == "all alike"
    assert "Not calibrated" in found.says


def test_all_mass_in_one_cell_is_not_calibrated_even_where_incidents_are_rare():
    one = np.zeros(len(CITY))
    one[np.argmax(RATES)] = 500.0

    assert verdict(course(one).judged()).state == "all alike"


def test_too_few_weeks_are_not_calibrated():
    twelve = verdict(course(RATES, weeks=12).judged())

    assert (twelve.origins, twelve.state) == (4, "too few origins")
    assert verdict(course(RATES, weeks=5).judged()).state == "too few origins"


def test_nothing_is_learnt_from_later_weeks():
    whole = list(course(RATES).rates())
    changed = course(RATES)
    later = [np.zeros(500, np.int32)] * 10
    told = replace(
        changed,
        ladders=[*changed.ladders[:20], *(Ladder.of(rungs_of(RATES), came) for came in later)],
        tested=[*changed.tested[:20], *later],
        known=[*changed.known[:20], *(np.full(500, week) for week in WEEKS[20:30])],
    )

    for before, after in zip(whole[:21], list(told.rates())[:21], strict=True):
        np.testing.assert_array_equal(before, after)


def test_nothing_is_learnt_from_incidents_not_yet_known():
    never = list(course(RATES, delay=5000).rates())
    late = list(course(RATES, delay=28).rates())
    soon = list(course(RATES).rates())

    assert all(one is None for one in never)
    assert late[8][-1] < soon[8][-1]  # weeks are over whose incidents are still to be told of


def test_rates_rise_with_the_rungs_and_keep_the_incidents():
    came, cells = np.zeros(RUNGS), np.zeros(RUNGS)
    came[[3, 5, 9]], cells[[3, 5, 9]] = [4, 1, 8], [10, 10, 10]

    rates = rates_of(came, cells)

    assert (np.diff(rates) >= 0).all()
    assert rates[[3, 5, 9]].tolist() == pytest.approx([0.25, 0.25, 0.8])
    assert rates[7] == pytest.approx((0.25 + 0.8) / 2)


def test_rungs_rise_with_what_is_said():
    said = np.array([0, 1e-12, 1e-8, 0.1, 0.2, 1e9])

    rungs = rungs_of(said)

    assert rungs[0] == 0
    assert (np.diff(rungs[2:]) > 0).all()
    assert rungs[-1] == RUNGS - 1


@pytest.fixture(scope="module")
def city():
    rng = np.random.default_rng(3)
    places = rng.choice(len(CITY), 6000, p=RATES / RATES.sum())
    return Incidents(
        CITY.x[places] + rng.uniform(-49, 49, 6000),
        CITY.y[places] + rng.uniform(-49, 49, 6000),
        ORIGIN - (rng.uniform(0, 500, 6000) * DAY).astype("m8[s]"),
    )


@pytest.fixture(scope="module")
def played(city):
    return backtest(plan([("promap", configured("promap", {}))], WEEKS, 7.0), city, CITY)


def test_methods_that_only_rank_have_chances_in_a_back_test(played):
    assert played.probabilities("promap") is None
    promap = verdict(played.course("promap").judged())
    assert promap.origins == len(WEEKS) - 8
    assert promap.calibrated
    assert not verdict(played.course("random").judged()).calibrated


def test_a_forecast_gets_the_counts_its_past_weeks_taught(played, city):
    made = run(configured("promap", {}), city, CITY, (ORIGIN, 7.0))

    found = figures.calibrated(played, "promap", made)

    assert made.expected is None
    assert found.expected.sum() == pytest.approx(6000 / 500 * 7, rel=0.1)
    assert (np.diff(found.expected[np.argsort(made.risk)]) >= 0).all()
    np.testing.assert_array_equal(found.rank, made.rank)


def test_a_forecast_keeps_its_own_counts_where_these_cannot_be_calibrated(played, city):
    made = run(configured("random", {}), city, CITY, (ORIGIN, 7.0))

    assert figures.calibrated(played, "random", made) is made


def test_a_verdict_names_its_counts_and_what_luck_alone_would_make():
    found = verdict(course(100 * RATES**3).judged())

    low, high = found.ece_by_luck
    assert found.cells == 22 * len(CITY)
    assert 0 < low < high
    assert "over 22 of them" in found.says
    assert (
        f"Were all 35\u00a0200 chances right, luck alone would make {100 * low:.2f}" in found.says
    )


def test_a_verdict_that_is_off_tells_luck_as_a_share_of_what_came_too():
    found = replace(verdict(course(100 * RATES**3).judged()), state="off", miss_by_luck=(0.05, 0.4))

    assert "5% to 40% of what came" in found.says


def test_a_verdict_of_an_earlier_version_says_what_it_holds():
    found = Verdict("calibrated", 18, 0.0015, 0.08)

    assert found.says.endswith("over 18 of them, foretold and seen shares of cells with an "
                               "incident differ by 0.15 points on average.")  # fmt: skip
