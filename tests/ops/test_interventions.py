"""The intervention ledger and the weighted displacement difference."""

import numpy as np
import pytest
import shapely

from planner.model.interventions import InterventionFields
from planner.ops import imports, interventions
from planner.ops.datasets import NoSuchSetError

PLANE = "EPSG:32633"
NAMES = ("Centre", "Harbour", "North", "South")


@pytest.fixture
def ledger(store):
    return ledger_in(store)


def ledger_in(store):
    """Four wards; 10 incidents a day before and 4 after in the centre, else no change."""
    boxes = [shapely.box(1000 * i, 0, 1000 * (i + 1), 1000) for i in range(4)]
    known = tuple({"id": n, "label": n, "residents": None, "columns": {}} for n in NAMES)
    wards = imports.keep_areas(
        store, imports.ReadAreas(tuple(boxes), known, PLANE, PLANE), "Wards"
    ).uid
    x, t = [], []
    for day in range(20):
        moment = np.datetime64("2026-03-01") + day
        for ward, count in enumerate((10 if day < 10 else 4, 5, 3, 3)):
            x += [1000 * ward + 500] * count
            t += [moment] * count
    read = imports.ReadIncidents(
        np.array(t, "M8[s]"), np.arange(len(t), dtype=np.int32), np.array(x, float),
        np.full(len(t), 500.0), crs=PLANE, source_crs=PLANE,
    )  # fmt: skip
    data = imports.keep_incidents(store, read, "Burglary").uid

    def entry(**more):
        given = {
            "name": "Lights", "dataset": data, "area_set": wards, "areas": ["Centre"],
            "control": ["Harbour"], "first_day": "2026-03-11", "last_day": "2026-03-20",
        }  # fmt: skip
        interventions.add_intervention(store, InterventionFields(**(given | more)))
        return interventions.find_intervention(store, "Lights")

    return entry


def test_the_change_beyond_the_control_is_told_with_variance_and_z(store, ledger):
    found = interventions.judge(store, ledger())

    assert [str(day) for day in found.before] == ["2026-03-01", "2026-03-10"]
    assert (found.counts["areas"].before, found.counts["areas"].after) == (100, 40)
    assert (found.counts["control"].before, found.counts["control"].after) == (50, 50)
    assert found.effect.difference == -60
    assert found.variance == 240
    assert found.effect.z == pytest.approx(-60 / np.sqrt(240))
    assert found.warnings == ()


def test_places_near_by_are_added_with_their_own_control(store, ledger):
    found = interventions.judge(store, ledger(near=["North"], near_control=["South"]))

    assert found.effect.difference == -60
    assert found.variance == 240 + 120


def test_few_incidents_and_days_without_data_are_warned_of(store, ledger):
    tiny = interventions.judge(store, ledger(areas=["North"], first_day="2026-03-19"))
    assert tiny.effect.few is False
    one_day = {"first_day": "2026-03-20", "last_day": "2026-03-20"}
    [row] = interventions.list_interventions(store)
    interventions.change_intervention(store, row.uid, control=["South"], **one_day)
    [row] = interventions.list_interventions(store)

    assert "Fewer than 20" in interventions.judge(store, row).warnings[0]
    interventions.change_intervention(store, row.uid, last_day="2026-04-20")
    [row] = interventions.list_interventions(store)
    said = " ".join(interventions.judge(store, row).warnings)
    assert "begins earlier than the incidents" in said
    assert "longer than the incidents go" in said


def test_a_year_earlier_is_counted_on_the_same_days(store, ledger):
    found = interventions.judge(store, ledger(compared_with="a year earlier"))

    assert [str(day) for day in found.before] == ["2025-03-11", "2025-03-20"]
    assert found.counts["areas"].before == 0


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"dataset": None}, "no incidents"),
        ({"control": []}, "control areas"),
        ({"near": ["North"]}, "their own control"),
        ({"control": ["Centre"]}, "named twice"),
        ({"control": ["Elsewhere"]}, "no area called Elsewhere"),
        ({"last_day": "2026-03-01"}, "not before it"),
        ({"last_day": "2027-06-01", "compared_with": "a year earlier"}, "more than a year"),
    ],
)
def test_an_entry_that_says_too_little_is_refused(store, ledger, more, why):
    with pytest.raises(interventions.NoEffectError, match=why):
        interventions.judge(store, ledger(**more))


def test_an_entry_is_found_by_name_and_can_be_removed(store, ledger):
    row = ledger()
    interventions.remove_intervention(store, row.uid)

    with pytest.raises(NoSuchSetError):
        interventions.find_intervention(store, "Lights")
