"""Back-tests: what is tested, by whom, and that nobody looks ahead."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.method import configured
from planner.features.hotspots.refusals import NothingToTestError
from planner.model.incidents import DAY, Incidents
from planner.progress import Cancelled
from tests.hotspots.towns import AREAS, ORIGIN, SQUARES, joined, poisson_town

WEEKS = origins(ORIGIN - 210 * DAY, ORIGIN - 7 * DAY, 7)


def weekly(*names, coverages=(0.1,)):
    return plan([(n, configured(n, {})) for n in names], WEEKS, 7.0, coverages)


def one_cell(n=400):
    rng = np.random.default_rng(4)
    t = ORIGIN - (rng.uniform(0, 500, n) * DAY).astype("m8[s]")
    return Incidents(np.full(n, 350.0), np.full(n, 250.0), t)


def test_origins_run_from_the_first_to_the_last_day_both_included():
    got = origins(np.datetime64("2017-01-01"), np.datetime64("2017-12-22"), 5)

    assert len(got) == 72
    assert got[-1] == np.datetime64("2017-12-22")


def test_count_and_random_always_come_along():
    assert list(weekly("kde").methods) == ["kde", "count", "random"]


def test_a_second_method_of_a_name_goes_by_its_full_text():
    two = plan(
        [
            (text, configured("kde", {"bandwidth": b}))
            for text, b in (("kde:bandwidth=100", 100), ("kde:bandwidth=300", 300))
        ],
        WEEKS,
        7.0,
    )

    assert list(two.methods) == ["kde", "kde:bandwidth=300", "count", "random"]


def test_incidents_without_pattern_give_a_pai_of_one():
    got = backtest(weekly("kde", coverages=(0.2,)), poisson_town(20_000, days=800), SQUARES)

    for name in ("count", "kde", "random"):
        assert got.score(name, 0.2).pai == pytest.approx(1, abs=0.12)


def test_incidents_in_one_cell_give_the_study_area_over_the_cell():
    got = backtest(weekly("kde", coverages=(1 / 35,)), one_cell(), SQUARES)

    score = got.score("count", 1 / 35)

    assert score.pai == pytest.approx(35)
    assert score.hits == score.incidents
    assert score.cell_precision == pytest.approx(score.hit_cells / len(WEEKS))


def test_every_incident_of_the_horizon_is_tested_once_for_each_origin():
    town = poisson_town(500)

    got = backtest(weekly(), town, SQUARES)

    in_time = (town.t >= WEEKS[0]) & (town.t < WEEKS[-1] + 7 * DAY)
    assert sum(len(came) for came in got.tested) == in_time.sum()


def test_incidents_recorded_late_are_tested_but_not_learnt_from():
    late = one_cell()
    told = np.full(len(late), ORIGIN + DAY)
    unknown = Incidents(late.x, late.y, late.t, recorded=told)

    got = backtest(weekly(coverages=(1 / 35,)), joined_recorded(unknown), SQUARES)

    assert got.score("count", 1 / 35).hit_rate < 0.2


def joined_recorded(unknown):
    """`unknown`, and one known incident elsewhere so that there is something to learn."""
    one = poisson_town(1, days=1)
    old = ORIGIN - 480 * DAY
    return Incidents(
        np.append(unknown.x, one.x),
        np.append(unknown.y, one.y),
        np.append(unknown.t, old),
        recorded=np.append(unknown.recorded, old),
    )


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_any_executor_gives_the_same_result(pool):
    town = joined(poisson_town(2000), one_cell())
    chosen = weekly("kde", "promap", coverages=(0.1, 0.3))
    alone = backtest(chosen, town, SQUARES)

    with pool(2) as executor:
        shared = backtest(chosen, town, SQUARES, executor=executor)

    for name in chosen.methods:
        assert shared.score(name, 0.1) == alone.score(name, 0.1)
        assert shared.score(name, 0.3) == alone.score(name, 0.3)
    assert shared.comparisons() == alone.comparisons()


def test_a_back_test_stops_when_asked():
    class StopAtThird:
        def step(self, done, total, note=""):
            if done >= 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        backtest(weekly(), poisson_town(500), SQUARES, StopAtThird())
    with ThreadPoolExecutor(1) as executor, pytest.raises(Cancelled):
        backtest(weekly(), poisson_town(500), SQUARES, StopAtThird(), executor)


def test_a_period_without_incidents_is_refused():
    long_ago = plan([], WEEKS - 9000 * DAY, 7.0)

    with pytest.raises(NothingToTestError, match="30 origins"):
        backtest(long_ago, poisson_town(50), SQUARES)


def test_a_pattern_is_found_to_be_better_than_chance():
    got = backtest(weekly(), joined(poisson_town(2000), one_cell()), SQUARES)

    verdicts = {one.a: one.verdict for one in got.comparisons("random")}

    assert verdicts == {"count": "better"}


def test_pai_by_length_divides_by_the_share_of_street_metres_flagged():
    got = backtest(weekly(coverages=(1 / 35,)), one_cell(), SQUARES)
    hot = int(SQUARES.locate([350.0], [250.0])[0])
    metres = np.full(35, 10.0)
    metres[hot] = 160.0  # 160 of 500 m

    assert got.pai_by_length("count", 1 / 35, metres) == pytest.approx(500 / 160)
    assert got.pai_by_length("count", 1 / 35, np.full(35, 7.0)) == pytest.approx(
        got.score("count", 1 / 35).pai
    )
    assert got.pai_by_length("count", 1 / 35, np.where(metres > 100, 0, 10)) is None


@pytest.mark.parametrize("cells", [SQUARES, AREAS], ids=["squares", "areas"])
def test_a_round_tells_which_share_of_the_area_was_to_be_searched_first(cells):
    got = backtest(weekly(coverages=(1.0,)), poisson_town(400), cells)

    share = cells.area_m2 / cells.area_m2.sum()
    for one, tested in zip(got.rounds["count"], got.tested, strict=True):
        ahead = [share[one.order[:rank]].sum() for rank in one.ranks]
        np.testing.assert_array_equal(one.order[one.ranks], tested)
        np.testing.assert_allclose(one.before, ahead, atol=1e-12)
