"""Where points are is worked out, asked when in doubt, and kept in metres."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.io.projections import (
    UnknownProjectionError,
    inside,
    known_crs,
    plane_for,
    short_name,
    suggest_crs,
    transformed,
)

CHICAGO = (-87.94, 41.64, -87.52, 42.02)


def at(lon, lat, crs, spread=0.02):
    """A handful of points around a place, in `crs`."""
    lons, lats = lon + spread * np.linspace(-1, 1, 9), lat + spread * np.cos(np.arange(9))
    return transformed(lons, lats, "EPSG:4326", crs)


@pytest.mark.parametrize(
    ("names", "crs", "lon", "lat"),
    [
        (("UTM32_E", "UTM32_N"), "EPSG:25832", 13.4, 52.5),
        (("x_epsg28992", "y_epsg28992"), "EPSG:28992", 4.9, 52.4),
        (("lambert93_x", "lambert93_y"), "EPSG:2154", 2.35, 48.85),
        (("x", "y"), "EPSG:4326", 2.35, 48.85),
        (("lon", "lat"), "EPSG:4326", -87.6, 41.8),
    ],
)
def test_names_and_degrees_make_it_sure(names, crs, lon, lat):
    found = suggest_crs(*at(lon, lat, crs), names)

    assert (found.value, found.certainty) == (crs, "sure")


@pytest.mark.parametrize(
    ("crs", "lon", "lat"),
    [
        ("EPSG:27700", -1.15, 52.95),
        ("EPSG:26971", -87.65, 41.85),
        ("EPSG:3435", -87.65, 41.85),
        ("EPSG:2154", 2.35, 48.85),
        ("EPSG:28992", 4.9, 52.4),
        ("EPSG:31370", 4.35, 50.85),
        ("EPSG:25833", 13.4, 52.5),
    ],
)
def test_numbers_alone_are_a_question_with_the_right_answer_among_the_candidates(crs, lon, lat):
    found = suggest_crs(*at(lon, lat, crs), ("x", "y"))

    assert not found.sure
    assert crs in found.candidates


def test_a_place_known_to_the_project_settles_it():
    found = suggest_crs(*at(-87.65, 41.85, "EPSG:26971"), ("x", "y"), [CHICAGO])

    assert (found.value, found.certainty) == ("EPSG:26971", "sure")


def test_a_name_that_the_numbers_contradict_is_not_believed():
    found = suggest_crs(*at(4.9, 52.4, "EPSG:28992"), ("lambert93_x", "lambert93_y"))

    assert not found.sure


def test_no_numbers_give_no_suggestion():
    assert suggest_crs(np.array([np.nan]), np.array([np.nan])).value == ""
    assert suggest_crs(np.array([1e12, 2e12]), np.array([1e12, 2e12])).value == ""


@pytest.mark.parametrize(
    ("crs", "lon", "lat", "plane"),
    [
        ("EPSG:4326", -87.6, 41.8, "EPSG:32616"),
        ("EPSG:4326", 151.2, -33.9, "EPSG:32756"),
        ("EPSG:3435", -87.6, 41.8, "EPSG:32616"),
        ("EPSG:3857", 13.4, 52.5, "EPSG:32633"),
        ("EPSG:25832", 13.4, 52.5, "EPSG:32633"),
        ("EPSG:27700", -1.15, 52.95, "EPSG:27700"),
        ("EPSG:26971", -87.6, 41.8, "EPSG:26971"),
        ("EPSG:25833", 13.4, 52.5, "EPSG:25833"),
    ],
)
def test_points_are_kept_in_the_metres_of_their_place(crs, lon, lat, plane):
    assert plane_for(*at(lon, lat, crs), crs) == plane


@given(lon=st.floats(-179, 179), lat=st.floats(-79, 83))
def test_distances_in_the_chosen_plane_are_true_to_a_tenth_of_a_percent(lon, lat):
    from pyproj import Geod

    lons, lats = np.array([lon, lon + 0.01]), np.array([lat, lat + 0.01])
    plane = plane_for(lons, lats, "EPSG:4326")

    x, y = transformed(lons, lats, "EPSG:4326", plane)

    _, _, true = Geod(ellps="WGS84").inv(lons[0], lats[0], lons[1], lats[1])
    assert np.hypot(*np.diff([x, y]))[0] == pytest.approx(true, rel=1.1e-3)


def test_points_far_from_where_a_system_is_used_are_told():
    x, y = at(13.4, 52.5, "EPSG:25832")

    assert not inside(x, y, "EPSG:25832").any()
    assert inside(*at(13.4, 52.5, "EPSG:25833"), "EPSG:25833").all()


@pytest.mark.parametrize("text", ["EPSG:4978", "EPSG:999999", "Mars", "", "+proj=nothing"])
def test_what_is_no_map_projection_is_refused(text):
    with pytest.raises(UnknownProjectionError):
        known_crs(text)


def test_codes_are_understood_in_several_spellings():
    assert {short_name(text) for text in ("EPSG:25832", "epsg 25832", "25832")} == {"EPSG:25832"}
