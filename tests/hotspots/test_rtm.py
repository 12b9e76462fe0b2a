"""Risk terrain: the surroundings that were put in are found, with their value."""

import numpy as np
import pytest

from planner.features.hotspots.kernels import sums
from planner.features.hotspots.method import configured, run
from planner.features.hotspots.terrain import candidates, terrain
from planner.model.cells import Factor, with_factors
from planner.model.incidents import DAY, Incidents
from tests.hotspots.test_blend import CITY
from tests.hotspots.towns import AREAS, ORIGIN, WHEN

RNG = np.random.default_rng(4)
BARS = Factor("bars", *RNG.uniform(300, 2700, (2, 12)))
PARKS = Factor("parks", *RNG.uniform(300, 2700, (2, 12)))


def drawn_near_bars(times=6.0, n=4000, days=300):
    """Incidents of which cells within 200 m of a bar have `times` as many."""
    rng = np.random.default_rng(5)
    near = np.min(np.hypot(CITY.x[:, None] - BARS.x, CITY.y[:, None] - BARS.y), axis=1) <= 200
    chance = np.where(near, times, 1.0)
    cell = rng.choice(len(CITY), n, p=chance / chance.sum())
    x, y = (v[cell] + rng.uniform(-50, 50, n) for v in (CITY.x, CITY.y))
    return Incidents(x, y, ORIGIN - (rng.uniform(0, days, n) * DAY).astype("m8[s]"))


def test_the_factor_that_matters_is_found_and_the_other_is_not():
    cells = with_factors(CITY, [BARS, PARKS])

    made = run(configured("rtm", {"block": 100}), drawn_near_bars(), cells, WHEN)

    assert len(made.figures) == 1
    name, value = next(iter(made.figures.items()))
    assert name == "bars, near, 200 m"
    assert value == pytest.approx(6, rel=0.1)
    assert made.says[0].startswith("Within 200 m of bars there are")


def test_expected_counts_add_up_to_what_came_before():
    made = run(
        configured("rtm", {"block": 100}), drawn_near_bars(), with_factors(CITY, [BARS]), WHEN
    )

    assert made.expected.sum() == pytest.approx(4000 / 300 * 7, rel=0.05)


def test_without_any_factor_all_cells_are_alike_and_it_says_so():
    made = run(configured("rtm", {}), drawn_near_bars(1.0), CITY, WHEN)

    assert np.ptp(made.risk) < 1e-12
    assert "No surroundings" in made.says[0]


def test_incidents_before_the_window_are_a_factor_themselves():
    recent, older = drawn_near_bars(days=300), drawn_near_bars(20.0, 150)
    town = Incidents(
        np.append(recent.x, older.x), np.append(recent.y, older.y),
        np.append(recent.t, older.t - 400 * DAY),
    )  # fmt: skip

    made = run(configured("rtm", {"block": 100}), town, CITY, WHEN)

    assert any(name.startswith("earlier incidents") for name in made.figures)


def test_every_form_is_tried_in_half_or_whole_blocks():
    forms, has = candidates(CITY, [BARS], 100, 0.5)
    whole, _has = candidates(CITY, [BARS], 100, 1.0)

    assert {f.reach for f in forms if f.kind == "near"} <= {50, 100, 150, 200, 250, 300}
    assert {f.reach for f in whole if f.kind == "near"} == {100, 200, 300}
    assert has.shape == (len(CITY), len(forms))


def test_a_factor_enters_in_one_form_only():
    town = drawn_near_bars()
    forms, has = candidates(CITY, [BARS, PARKS], 100, 0.5)

    found = terrain(forms, has, sums(town.placed(CITY).cells, None, len(CITY)))

    assert len({form.factor for form in found.forms}) == len(found.forms)
    assert (found.values > 1).all()


def test_crowded_counts_are_taken_as_negative_binomial():
    rng = np.random.default_rng(6)
    forms, has = candidates(CITY, [PARKS], 100, 1.0)

    crowded = terrain(forms, has, rng.negative_binomial(0.5, 0.2, len(CITY)).astype(float))
    plain = terrain(forms, has, rng.poisson(2.0, len(CITY)).astype(float))

    assert crowded.dispersion > 1
    assert plain.dispersion < 0.2


def test_factors_stay_when_cells_are_masked():
    for cells in (CITY, AREAS):
        fewer = with_factors(cells, [BARS]).only(np.arange(len(cells)) > 0)

        assert fewer.factors == (BARS,)
