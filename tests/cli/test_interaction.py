"""planner mantel, jacquez and local-knox, and tables of knox."""

import csv

import numpy as np
import pytest

from planner.model.incidents import DAY, Incidents
from tests.cli.towns import told, with_incidents
from tests.hotspots.towns import ORIGIN


def table(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


@pytest.fixture
def repeating(project_file):
    """Half of the incidents are followed two days later and ten metres away."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 5000, (2, 100))
    t = ORIGIN - (rng.uniform(10, 400, 100) * DAY).astype("m8[s]")
    both = (np.append(one, one[:50] + 10) for one in (x, y))
    return with_incidents(project_file, Incidents(*both, np.append(t, t[:50] + 2 * DAY)))


@pytest.mark.parametrize("test", ["mantel", "jacquez"])
def test_a_town_of_repeats_is_told_from_chance(repeating, capsys, tmp_path, test):
    path = tmp_path / "found.csv"

    code, found = told(capsys, test, repeating, "--data", "Burglary", "--csv", path)

    assert code == 0
    assert found["used"] == 150
    if test == "jacquez":  # Mantel's test looks at all distances and hardly sees such pairs
        assert found["statistic"] > 3 * found["expected"]
        assert found["p"] < 0.02
    assert float(table(path)[0]["statistic"]) == pytest.approx(found["statistic"])


def test_local_knox_names_the_incidents_that_repeat(repeating, capsys, tmp_path):
    path = tmp_path / "found.csv"

    code, found = told(
        capsys, "local-knox", repeating, "--data", "Burglary", "--reach", 20, "--days", 3,
        "--csv", path,
    )  # fmt: skip

    assert code == 0
    assert found["part"] == len(found["incidents"]) == 100
    rows = table(path)
    assert len(rows) == found["n"] == 150
    assert {row["close"] for row in rows} == {"0", "1"}


def test_knox_writes_a_line_for_each_pair_of_bands(repeating, capsys, tmp_path):
    path = tmp_path / "knox.csv"

    _code, found = told(
        capsys, "knox", repeating, "--data", "Burglary", "--space", "0,20,inf", "--time",
        "0,3,inf", "--metric", "euclidean", "--permutations", 9, "--csv", path,
    )  # fmt: skip

    rows = table(path)
    assert [int(row["observed"]) for row in rows] == [n for row in found["observed"] for n in row]
    assert (rows[0]["space"], rows[0]["time"]) == ("[0, 20) m", "[0, 3) days")
    assert int(rows[0]["observed"]) == 50


def test_a_table_is_not_written_where_there_is_no_folder(repeating, capsys, tmp_path):
    path = tmp_path / "nowhere" / "knox.csv"

    code, found = told(capsys, "mantel", repeating, "--data", "Burglary", "--csv", path)

    assert code == 2
    assert "--csv" in found["error"]["message"]
