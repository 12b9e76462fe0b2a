"""Near-repeat alerts: who raises one, who prolongs it, and what chance would do."""

import numpy as np
import pytest

from planner.features.hotspots import alerts, boxes
from planner.features.hotspots.alerts import Rules, learn_areas, open_alerts, play
from planner.features.hotspots.followups import followed_up
from planner.features.hotspots.refusals import NothingToTestError, TooManyPairsError
from planner.model.grids import square_cells
from planner.model.incidents import DAY, Incidents
from planner.progress import Cancelled, Silent
from tests.hotspots.towns import ORIGIN, poisson_town

CITY = square_cells((0, 0, 20_000, 20_000), 250)


def at(*places):
    """Incidents at (x, y, day)."""
    x, y, day = np.array(places, float).T
    return Incidents(x, y, ORIGIN + (day * 86_400).astype("m8[s]"))


def echoes(n=600, seed=1, back=700):
    """Each incident of the western half is followed by another, 100 m away, 4 days later."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(500, 19_500, (2, n))
    age = rng.uniform(5, back, n)
    west = x < 10_000
    return Incidents(
        np.append(x, x[west] + 100),
        np.append(y, y[west]),
        ORIGIN - (np.append(age, age[west] - 4) * DAY).astype("m8[s]"),
    )


def test_a_follow_up_is_near_later_and_soon():
    town = at((0, 0, 0), (400, 0, 7), (0, 0, 7.1), (501, 0, 1), (0, 0, 0))

    assert followed_up(town, 500, 7).tolist() == [True, True, False, True, True]


@pytest.mark.parametrize("pieces", [1, 5, 2_000_000])
@pytest.mark.parametrize("crowd", [0, 200])
def test_follow_ups_are_those_that_a_look_at_every_pair_finds(monkeypatch, crowd, pieces):
    monkeypatch.setattr(boxes, "MOST_AT_ONCE", pieces)
    town = poisson_town(300, days=120)
    rng = np.random.default_rng(2)
    x, y = (np.append(v, np.full(crowd, 350.0)) for v in (town.x, town.y))
    town = Incidents(x, y, np.append(town.t, ORIGIN - rng.integers(1, 9, crowd) * DAY))
    apart = np.hypot(town.x[:, None] - town.x, town.y[:, None] - town.y)
    lag = (town.t - town.t[:, None]) / DAY

    followed = followed_up(town, 60, 7)

    assert 0 < followed.sum() < len(town)
    expected = ((apart <= 60) & (lag > 0) & (lag <= 7)).any(axis=1)
    assert followed.tolist() == expected.tolist()


def test_an_incident_inside_a_live_alert_prolongs_it_and_opens_none():
    age = np.array([0.0, 5.0, 11.0, 20.0])
    everyone = [[j for j in range(4) if j != i] for i in range(4)]

    made = open_alerts(age, np.ones(4, bool), everyone, 7.0)

    assert made.opened.tolist() == [0, 3]
    assert made.ends.tolist() == [18.0, 27.0]


def test_an_incident_that_does_not_match_opens_and_prolongs_nothing():
    made = open_alerts(np.array([0.0, 1.0]), np.array([False, True]), [[1], [0]], 7.0)

    assert made.opened.tolist() == [1]


def test_triggers_and_anti_triggers_are_words_of_the_category():
    town = at((0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 0, 3))
    kinds = Incidents(
        town.x, town.y, town.t,
        category=np.array([0, 1, 2, -1], np.int32),
        categories=("Window forced", "Window, key used", "Fraud"),
    )  # fmt: skip

    rules = Rules(triggers=("window",), anti_triggers=("KEY",))

    assert rules.matches(kinds).tolist() == [True, False, False, False]
    assert Rules(anti_triggers=("fraud",)).matches(kinds).tolist() == [True, True, False, True]
    assert Rules().matches(town).all()


def test_areas_are_learnt_where_incidents_are_followed_up():
    areas = learn_areas(echoes(), CITY, ORIGIN, Rules(reach=1000, least_rate=0.4), Silent())

    assert areas[CITY.x < 9_000].mean() > 0.5
    assert areas[CITY.x > 11_500].mean() < 0.02


def test_areas_do_not_know_what_happens_later():
    town = echoes()
    later = Incidents(town.x, town.y, town.t + 900 * DAY)
    both = Incidents(*(np.append(getattr(town, c), getattr(later, c)) for c in ("x", "y", "t")))

    alone, with_later = (
        learn_areas(some, CITY, ORIGIN, Rules(), Silent()) for some in (town, both)
    )

    np.testing.assert_array_equal(alone, with_later)


PERIOD = (ORIGIN - 200 * DAY, ORIGIN - 10 * DAY)


def test_alerts_on_a_true_pattern_beat_chance():
    got = play(echoes(), CITY, PERIOD, Rules(reach=1000, least_rate=0.4), permutations=49)

    assert got.alerts > 20
    assert got.rate > got.chance_high
    assert 0 < got.incidents_alerted_share < 1
    assert got.alerts_per_week == pytest.approx(got.alerts / (190 / 7))


def test_alerts_where_all_is_chance_do_not_beat_it():
    town = poisson_town(4000, days=700, cells=CITY)

    got = play(town, CITY, PERIOD, Rules(reach=1000), permutations=49)

    assert got.chance_low <= got.rate <= got.chance_high


def test_a_day_under_alert_is_counted_with_its_area():
    got = play(
        at((5000, 5000, -300), (5000, 5000, -299), (5100, 5000, -298), (5000, 5000, -100)),
        CITY, (ORIGIN - 110 * DAY, ORIGIN - 90 * DAY), Rules(least_triggers=1), permutations=0,
    )  # fmt: skip

    assert (got.alerts, got.followed_up) == (1, 0)
    assert got.area_days_km2 == pytest.approx(7 * np.pi / 4)


def test_an_empty_period_is_refused_and_work_stops_when_asked():
    class Stop:
        def step(self, done, total, note=""):
            raise Cancelled

    with pytest.raises(NothingToTestError):
        play(echoes(), CITY, (ORIGIN + 9 * DAY, ORIGIN + 99 * DAY), Rules())
    with pytest.raises(Cancelled):
        play(echoes(), CITY, PERIOD, Rules(), progress=Stop())


def test_alerts_among_far_too_many_pairs_are_refused_before_these_are_listed(monkeypatch):
    monkeypatch.setattr(alerts, "MOST_PAIRS", 50)
    crowd = at(*[(1000, 1000, day) for day in range(1, 12)])

    with pytest.raises(TooManyPairsError, match="55 pairs"):
        play(crowd, CITY, (ORIGIN, ORIGIN + 30 * DAY), Rules())
