"""Spreading incidents over cells: quickly, without losing any, and the same by every way."""

import numpy as np
import pytest

from planner.features.hotspots import smoothing
from planner.features.hotspots.kernels import gaussian, quartic
from planner.features.hotspots.smoothing import Smoother, shared_out, spread_closely
from planner.model.grids import hex_cells, square_cells
from planner.model.incidents import Incidents
from tests.hotspots.towns import ORIGIN

TOWN = (0, 0, 4000, 3000)
SQUARES, HEXAGONS = square_cells(TOWN, 250), hex_cells(TOWN, 250)
KERNELS = {"quartic": quartic, "gaussian": gaussian}


def somewhere(n, seed=1):
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, TOWN[2], n), rng.uniform(0, TOWN[3], n)
    return Incidents(x, y, np.full(n, ORIGIN))


@pytest.mark.parametrize("cells", [SQUARES, HEXAGONS], ids=["squares", "hexagons"])
@pytest.mark.parametrize("form", ["quartic", "gaussian"])
@pytest.mark.parametrize("bandwidth", [1.0, 200.0, 900.0, 20_000.0])
def test_no_incident_is_lost_at_any_bandwidth(monkeypatch, cells, form, bandwidth):
    monkeypatch.setattr(smoothing, "MOST_SQUARES", 100_000)
    past = somewhere(500).placed(cells)
    weights = np.linspace(0, 2, len(past))

    spread = Smoother(cells, bandwidth, form)(past, weights)

    assert spread.sum() == pytest.approx(weights.sum())
    assert (spread >= 0).all()


@pytest.mark.parametrize("form", ["quartic", "gaussian"])
def test_far_from_the_edge_a_cell_gets_the_kernel_over_its_area(form):
    one = Incidents(np.array([2010.0]), np.array([1540.0]), np.array([ORIGIN]))
    fine = (np.arange(50) + 0.5) * 5 - 125

    spread = Smoother(SQUARES, 300.0, form)(one)

    for cell in range(len(SQUARES)):
        x, y = SQUARES.x[cell] + fine, (SQUARES.y[cell] + fine)[:, None]
        exact = KERNELS[form](np.hypot(x - 2010, y - 1540), 300.0).mean() * 250**2
        assert spread[cell] == pytest.approx(exact, abs=0.05 * spread.max())


def test_even_incidents_make_an_even_map_however_squares_fall_into_hexagons():
    x, y = np.meshgrid(np.arange(5, TOWN[2], 10.0), np.arange(5, TOWN[3], 10.0))
    even = Incidents(x.ravel(), y.ravel(), np.full(x.size, ORIGIN)).placed(HEXAGONS)
    inner = (np.abs(HEXAGONS.x - 2000) < 900) & (np.abs(HEXAGONS.y - 1500) < 600)

    spread = Smoother(HEXAGONS, 300.0, "gaussian")(even)[inner]

    assert spread.std() / spread.mean() < 0.005


def test_a_kernel_as_wide_as_many_cells_spreads_the_same_by_its_transform(monkeypatch):
    past = somewhere(300)
    by_transform = Smoother(SQUARES, 4000.0, "quartic")(past)
    monkeypatch.setattr(smoothing, "MOST_PROFILES", 1000)

    by_products = Smoother(SQUARES, 4000.0, "quartic")(past)

    np.testing.assert_allclose(by_transform, by_products, rtol=1e-9)


@pytest.mark.parametrize("at_once", [100, 100_000])
def test_few_points_and_many_are_shared_out_alike(monkeypatch, at_once):
    monkeypatch.setattr(smoothing, "FEW", at_once)
    raster = SQUARES.raster(50)
    many = somewhere(raster.owner.size)
    weights = np.linspace(0, 1, len(many))
    half = len(many) // 5

    counted = shared_out(raster, many.x, many.y, weights)

    parts = [slice(k * half, (k + 1) * half) for k in range(5)]
    few = sum(shared_out(raster, many.x[p], many.y[p], weights[p]) for p in parts)
    np.testing.assert_allclose(counted, few, atol=1e-9)
    assert counted.sum() == pytest.approx(weights.sum())


@pytest.mark.parametrize("width", [20.0, 120.0, 180.0, 200.0, 600.0])
def test_repeats_are_spread_by_a_gaussian_over_each_cell(width):
    past = somewhere(40).placed(SQUARES)
    weights = np.linspace(0.1, 2, len(past))
    fine = np.linspace(-125, 125, 41)[:-1] + 3.125

    spread = spread_closely(past, SQUARES, width, weights)

    exact = np.zeros(len(SQUARES))
    for x, y, weight in zip(past.x, past.y, weights, strict=True):
        across = gaussian_sums(SQUARES.x[:, None] + fine - x, width)
        up = gaussian_sums(SQUARES.y[:, None] + fine - y, width)
        exact += weight * across * up / (across * up).sum()
    np.testing.assert_allclose(spread, exact, atol=0.05 * exact.max())
    assert spread.sum() == pytest.approx(weights.sum())


def gaussian_sums(away, width):
    return np.exp(-0.5 * (away / width) ** 2).sum(axis=1)


def test_over_hexagons_repeats_stay_near_and_none_is_lost():
    past = somewhere(60).placed(HEXAGONS)

    close = spread_closely(past, HEXAGONS, 30.0, np.ones(len(past)))
    wide = spread_closely(past, HEXAGONS, 1000.0, np.ones(len(past)))

    assert close.sum() == wide.sum() == pytest.approx(len(past))
    assert close.max() > 3 * wide.max()
