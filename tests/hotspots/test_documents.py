"""Documents of forecasts and back-tests: what the command line prints and files keep."""

import json

import numpy as np
import pytest

from planner.features.hotspots.backtest import backtest, origins, plan
from planner.features.hotspots.documents import (
    COLUMNS,
    backtest_document,
    cell_table,
    forecast_document,
)
from planner.features.hotspots.method import configured, run
from planner.model.incidents import DAY
from tests.hotspots.test_backtest import one_cell
from tests.hotspots.towns import AREAS, ORIGIN, SQUARES, WHEN, joined, poisson_town


@pytest.fixture(scope="module")
def document():
    weeks = origins(ORIGIN - 210 * DAY, ORIGIN - 7 * DAY, 7)
    chosen = plan([("promap", configured("promap", {}))], weeks, 7.0, (0.1, 0.2))
    return backtest_document(backtest(chosen, joined(poisson_town(2000), one_cell()), SQUARES))


def test_a_forecast_says_what_it_was_made_from_and_what_it_flags():
    made = run(configured("count", {"window": 100}), poisson_town(300), SQUARES, WHEN)

    got = json.loads(json.dumps(forecast_document(made, 0.1)))

    assert got["method"] == "count"
    assert got["parameters"] == {"window": 100.0}
    assert got["origin"] == "2026-03-01T00:00:00"
    assert (got["cells"], got["flagged"], got["area_m2"]) == (35, 4, 40_000)
    assert got["coverage"] == pytest.approx(4 / 35)
    assert got["summary"]["incidents_used"] == 300
    assert got["summary"]["expected_in_flagged"] < got["summary"]["expected"]


def test_cells_are_listed_first_rank_first():
    made = run(configured("count", {}), poisson_town(300), AREAS, WHEN)

    table = cell_table(made, 0.5)

    assert tuple(table) == COLUMNS
    assert table["rank"].tolist() == [1, 2]
    assert table["cell"].tolist() == [AREAS.ids[i] for i in np.argsort(made.rank)]
    assert table["risk"].sum() == pytest.approx(1)


def test_a_method_that_only_ranks_expects_no_number():
    made = run(configured("promap", {}), poisson_town(300), SQUARES, WHEN)

    assert np.isnan(cell_table(made, 0.1)["expected"]).all()
    assert forecast_document(made, 0.1)["summary"]["expected"] is None


def test_a_back_test_says_its_rules_scores_and_differences(document):
    assert document["protocol"]["origins"] == 30
    assert document["protocol"]["horizon_days"] == 7
    assert list(document["methods"]) == ["promap", "count", "random"]
    score = document["methods"]["count"]["0.1"]
    assert {
        "hits", "incidents", "flagged_cells", "hit_cells", "hit_rate", "hit_rate_low",
        "hit_rate_high", "pai", "pei_star", "cell_precision",
    } <= score.keys()  # fmt: skip
    assert score["hit_rate"] == pytest.approx(score["hits"] / score["incidents"])
    assert {"log_score", "brier", "seconds"} <= document["methods"]["count"].keys()
    assert document["methods"]["promap"]["log_score"] is None
    assert len(document["comparisons"]) == 4
    assert {"a", "b", "coverage", "difference", "low", "high", "verdict"} <= document[
        "comparisons"
    ][0].keys()


def test_a_back_test_document_is_plain_json(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_counts_are_suggested_where_nothing_is_shown_to_do_better(document):
    assert document["suggestion"]["method"] == "count"
    assert "plain counts" in document["suggestion"]["says"]


def test_a_method_that_beats_counts_is_suggested_with_its_gain_a_week():
    from tests.hotspots.test_blend import CITY, bursts

    weeks = origins(ORIGIN - 110 * DAY, ORIGIN - 7 * DAY, 7)
    chosen = plan([("ewcount", configured("ewcount", {"memory": 10}))], weeks, 7.0, (0.05,))

    got = backtest_document(backtest(chosen, bursts(), CITY))["suggestion"]

    assert got["method"] == "ewcount"
    assert "more incidents a week than plain counts" in got["says"]
