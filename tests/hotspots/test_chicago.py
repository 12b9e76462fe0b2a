"""A real city: the figures of the protocol that other programs were measured with."""

import csv
from datetime import datetime

import numpy as np
import pytest

import planner.features.hotspots.methods  # noqa: F401  (fills METHODS)
from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.calibration import verdict
from planner.features.hotspots.method import configured
from planner.model.grids import square_cells
from planner.model.incidents import Incidents


@pytest.fixture
def chicago(shared_data):
    import pyogrio
    import pyproj
    import shapely

    with (shared_data / "chicago" / "burglary_2014_2017.csv").open() as file:
        rows = list(csv.DictReader(file))
    t = [datetime.strptime(row["date_single"], "%d/%m/%Y") for row in rows]
    x, y = (np.array([float(row[name]) for row in rows]) for name in "xy")
    meta, _, city, _ = pyogrio.raw.read(shared_data / "chicago" / "ChicagoBoundary.shp")
    turn = pyproj.Transformer.from_crs(meta["crs"], "EPSG:26971", always_xy=True)
    boundary = shapely.transform(
        shapely.union_all(shapely.from_wkb(city)), lambda c: np.column_stack(turn.transform(*c.T))
    )
    return Incidents(x, y, np.array(t, "M8[s]")), square_cells(boundary, 250)


def test_counts_catch_what_they_were_measured_to_catch(chicago):
    incidents, cells = chicago
    every_five_days = origins(np.datetime64("2017-01-01"), np.datetime64("2017-12-22"), 5)

    got = backtest(plan([("count", configured("count", {"window": 0}))], every_five_days, 7.0),
                   incidents, cells)  # fmt: skip

    scores = [got.score("count", coverage) for coverage in (0.01, 0.05, 0.1)]
    assert len(cells) == 9522
    assert [s.flagged_cells // 72 for s in scores] == [96, 477, 953]
    assert scores[0].incidents == 14_432
    assert [s.hit_rate for s in scores] == pytest.approx([0.071, 0.211, 0.337], abs=0.002)
    assert got.score("random", 0.05).pai == pytest.approx(1, abs=0.1)


def test_expected_counts_keep_their_word_once_they_learnt_from_earlier_weeks(chicago):
    incidents, cells = chicago
    weekly = origins(np.datetime64("2017-01-02"), np.datetime64("2017-12-18"), 7)
    methods = [(name, configured(name, {})) for name in ("ewcount", "promap")]

    got = backtest(plan(methods, weekly, 7.0), incidents, cells)

    assert got.probabilities("ewcount").miss > 0.4  # as given, what is hot is said too hot
    for name in ("ewcount", "promap"):
        judged = got.course(name).judged()
        assert judged.found.ece < 0.002
        assert judged.found.miss < 0.1
        assert verdict(judged).calibrated
    assert verdict(got.course("random").judged()).state == "all alike"
