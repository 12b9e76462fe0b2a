"""What the page about the file format tells other programs to do, works."""

import re
from pathlib import Path

import numpy as np
import pytest

from planner.model.datasets import DatasetFields
from planner.model.sessions import SessionFields
from planner.ops.project import new_project
from planner.store.bulk import Bulk

PAGE = Path(__file__).parent.parent / "docs" / "format" / "README.md"


@pytest.fixture
def reader():
    """The functions on the page; they import nothing of ours."""
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    functions = {}
    for block in blocks:
        exec(block, functions)  # the page is ours
    assert not [name for name in functions if "planner" in name]
    return functions


@pytest.fixture
def written(tmp_path):
    """A saved project with a session and a data set of three incidents."""
    path = tmp_path / "project.usp"
    bulk = Bulk(
        {"kind": "incidents", "crs": "EPSG:3035"},
        {
            "x": np.array([410_000_012, 410_000_512, 410_001_012], np.int32),
            "t": np.array(["2026-06-25T11:00", "NaT", "2026-06-27T09:30"], "M8[s]"),
            "category": np.array([0, -1, 0], np.int32),
        },
    )
    work = new_project(path, "Prevention")
    with work.store.edit("fill") as edit:
        edit.add(
            SessionFields(
                title="Data and trust", starts_local="2026-06-25T11:00:00", zone="Europe/Brussels"
            )
        )
        edit.add(DatasetFields(name="Burglaries", digest=edit.keep_bulk(bulk)))
    work.save()
    work.close()
    return path


def test_the_sessions_are_read(reader, written):
    assert reader["sessions"](written) == [
        ("Data and trust", "2026-06-25T11:00:00", "Europe/Brussels")
    ]


def test_the_incidents_are_read(reader, written):
    columns = reader["incidents"](written, "Burglaries")

    assert columns["x"].tolist() == [4_100_000.12, 4_100_005.12, 4_100_010.12]
    assert columns["category"].tolist() == [0, -1, 0]
    assert np.isnat(columns["t"][1])
    assert columns["t"][2] == np.datetime64("2026-06-27T09:30:00")
