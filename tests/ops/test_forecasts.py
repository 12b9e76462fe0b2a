"""Making and keeping forecasts."""

import numpy as np
import pytest
import shapely

from planner.model.cells import Areas
from planner.model.forecasts import ForecastFields
from planner.model.incidents import Incidents
from planner.ops import forecasts
from planner.progress import Silent

ORIGIN = np.datetime64("2025-03-01", "s")
NORTH, SOUTH = shapely.box(0, 500, 1_000, 1_000), shapely.box(0, 0, 1_000, 500)
AREAS = Areas((NORTH, SOUTH), ("North", "South"))


@pytest.fixture
def incidents():
    rng = np.random.default_rng(1)
    t = ORIGIN - (rng.integers(1, 200, 300) * 86_400).astype("m8[s]")
    return Incidents(rng.uniform(0, 1_000, 300), rng.uniform(0, 1_000, 300), t)


def made_from(incidents, method="count", origin=ORIGIN):
    cells = forecasts.study_cells("square", 100, AREAS, incidents)
    chosen = forecasts.configured(method, {})
    return forecasts.forecast(chosen, incidents, cells, (origin, 7.0), Silent())


def keep(store, made, **fields):
    given = {"name": "Counts"} | fields
    return forecasts.issue(store, ForecastFields(**given), made)


def test_methods_are_offered_in_the_order_of_their_titles():
    titles = [method.title for method in forecasts.list_methods()]

    assert "Counts per cell" in titles
    assert titles == sorted(titles)


def test_cells_lie_in_the_areas(incidents):
    cells = forecasts.study_cells("square", 100, AREAS, incidents)

    assert len(cells) == 100
    assert cells.bounds == (0, 0, 1_000, 1_000)


def test_areas_can_be_the_cells_themselves(incidents):
    assert forecasts.study_cells("areas", 100, AREAS, incidents) is AREAS


def test_areas_as_cells_need_areas(incidents):
    with pytest.raises(forecasts.NoAreasError, match="Choose a study area"):
        forecasts.study_cells("areas", 100, None, incidents)


def test_without_areas_cells_cover_the_incidents(incidents):
    cells = forecasts.study_cells("hex", 50, None, incidents)
    inside = cells.locate(incidents.x, incidents.y) >= 0

    assert cells.shape == "hex"
    assert inside.mean() > 0.9


def test_a_kept_forecast_comes_back_cell_by_cell(store, incidents):
    made = made_from(incidents)
    uid = keep(store, made, coverage=0.05)

    [row] = forecasts.list_forecasts(store)
    kept = forecasts.kept_cells(store, row)

    assert row.uid == uid
    assert row.app_version
    np.testing.assert_array_equal(kept.risk, made.risk)
    np.testing.assert_array_equal(kept.rank, made.rank)
    np.testing.assert_array_equal(kept.expected, made.expected)
    assert np.flatnonzero(kept.flagged).tolist() == np.flatnonzero(made.rank <= 5).tolist()


def test_a_method_that_only_ranks_keeps_no_expected_numbers(store, incidents):
    keep(store, made_from(incidents, "promap"))

    [row] = forecasts.list_forecasts(store)

    assert forecasts.kept_cells(store, row).expected is None


def test_a_forecast_is_shown_as_it_was_issued_though_the_data_are_others_now(store, incidents):
    issued = made_from(incidents)
    keep(store, issued)
    later = made_from(incidents.take(np.arange(150)))
    [row] = forecasts.list_forecasts(store)

    shown = forecasts.as_issued(store, row, later)

    np.testing.assert_array_equal(shown.rank, issued.rank)
    assert not np.array_equal(later.rank, issued.rank)


def test_the_latest_origin_comes_first_and_undo_takes_a_forecast_back(store, incidents):
    for origin in ("2025-03-01", "2025-05-01", "2025-04-01"):
        keep(store, made_from(incidents, origin=np.datetime64(origin, "s")))
    origins = [row.origin[:10] for row in forecasts.list_forecasts(store)]
    assert origins == ["2025-05-01", "2025-04-01", "2025-03-01"]

    store.undo()

    assert len(forecasts.list_forecasts(store)) == 2
