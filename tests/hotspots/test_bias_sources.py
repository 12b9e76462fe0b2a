"""What may be forecast, and where points are not where things happened."""

import numpy as np
import pytest

from planner.features.hotspots.bias.sources import check_source, snapping
from planner.model.incidents import Incidents
from tests.hotspots.towns import ORIGIN, poisson_town


def test_offences_discovered_by_police_are_refused_with_a_safeguard():
    with pytest.raises(Exception, match="Drugs: these offences are discovered by police") as caught:
        check_source("police", "Drugs")

    assert caught.value.exit_code == 4


def test_a_reason_overrides_and_blanks_are_no_reason():
    check_source("police", "Drugs", "agreed with the oversight board")
    check_source("public", "Burglary")
    with pytest.raises(Exception, match="Drugs"):
        check_source("police", "Drugs", "  ")


def test_points_moved_to_anchors_are_noticed_and_free_ones_are_not():
    free = poisson_town(2000)
    anchors = np.random.default_rng(1).integers(0, 60, 2000)
    moved = Incidents(free.x[anchors], free.y[anchors], free.t)

    assert snapping(moved).warns
    assert snapping(moved).places == 60
    assert not snapping(free).warns


def test_a_few_repeated_addresses_are_no_reason_to_warn():
    free = poisson_town(2000)
    again = Incidents(
        np.append(free.x, free.x[:200]),
        np.append(free.y, free.y[:200]),
        np.append(free.t, free.t[:200]),
    )

    assert not snapping(again).warns


def test_no_incident_is_no_reason_to_warn():
    none = Incidents(np.zeros(0), np.zeros(0), np.zeros(0, "M8[s]") + (ORIGIN - ORIGIN))

    assert not snapping(none).warns
