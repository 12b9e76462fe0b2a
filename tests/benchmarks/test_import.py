"""A million incidents: not slower than twice what pandas and PROJ need for the same.

Run with ``pytest tests/benchmarks/test_import.py``; both sides are measured in one run.
"""

import subprocess
import sys
from time import process_time

import numpy as np
import pandas as pd
import pytest
from pyproj import Transformer

from planner.ops import imports
from planner.store.files import in_memory

N = 1_000_000
PEAK = """
import resource, sys
from pathlib import Path
from planner.ops import imports
from planner.store.files import in_memory
store = in_memory("Peak")
looked = imports.look(Path(sys.argv[1]))
found = imports.read(looked.table, looked.suggested.choice())
imports.keep_incidents(store, found, "All")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def written(path, form):
    rng = np.random.default_rng(3)
    moments = np.datetime64("2014-01-01", "s") + rng.integers(0, 126_000_000, N).astype("m8[s]")
    days = moments.astype("M8[D]") if "%H" not in form else moments
    pd.DataFrame(
        {
            "id": np.arange(N),
            "lon": np.round(-87.6 + rng.normal(0, 0.08, N), 6),
            "lat": np.round(41.8 + rng.normal(0, 0.08, N), 6),
            "date": pd.Series(days.astype("M8[s]")).dt.strftime(form),
            "type": rng.choice(["burglary", "robbery", "theft of vehicle"], N),
        }
    ).to_csv(path, index=False)
    return path


@pytest.fixture(scope="module", params=["%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%d/%m/%Y"])
def file(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("million")
    return written(folder / "incidents.csv", request.param), request.param


def least(work, times=3):
    spent = []
    for _run in range(times):
        begun = process_time()
        work()
        spent.append(process_time() - begun)
    return min(spent)


def by_pandas(path, form):
    table = pd.read_csv(path, parse_dates=["date"], date_format=form)
    plane = Transformer.from_crs("EPSG:4326", "EPSG:32616", always_xy=True)
    return table, plane.transform(table["lon"].to_numpy(), table["lat"].to_numpy())


def by_us(path):
    looked = imports.look(path)
    return imports.read(looked.table, looked.suggested.choice())


def test_a_million_rows_cost_at_most_twice_what_pandas_costs(file, record_property):
    path, form = file

    theirs, ours = least(lambda: by_pandas(path, form)), least(lambda: by_us(path))

    record_property(f"{form}: times the cost of pandas", round(ours / theirs, 2))
    assert ours < 2 * theirs


def test_a_million_rows_need_less_than_a_gigabyte(file):
    path, _form = file

    told = subprocess.run(
        [sys.executable, "-c", PEAK, str(path)], capture_output=True, text=True, check=True
    )

    assert int(told.stdout) < 1000


def test_keeping_a_million_rows_takes_a_moment(file):
    found = by_us(file[0])
    store = in_memory("Keep")

    spent = least(lambda: imports.keep_incidents(store, found, "All"), 1)
    store.close()

    assert spent < 2
