"""Importing incidents and areas by command: JSON keys, exit codes, and nothing by halves."""

import json

import pytest

from planner.cli.main import command


@pytest.fixture
def planner(capsys):
    """Run a command with ``--json`` and return its exit code and its document."""

    def run(*argv):
        code = command([*map(str, argv), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def burglary(tmp_path):
    path = tmp_path / "burglary.csv"
    path.write_text("x;y;when\n455766,68;345619,99;23.01.2022\n;345619,99;24.01.2022\n")
    return path


def test_an_import_tells_what_came_in_and_what_did_not(planner, project_file, burglary):
    code, told = planner(
        "import", "incidents", project_file, burglary, "--name", "B", "--crs", "EPSG:27700"
    )

    assert code == 0
    assert (told["added"], told["updated"], told["unchanged"], told["skipped"]) == (1, 0, 0, 0)
    assert told["rejected"] == [{"row": 3, "column": "x", "reason": "is empty"}]
    assert (told["date_format"], told["crs"]) == ("%d.%m.%Y", "EPSG:27700")
    [row] = planner("list", project_file, "dataset")[1]
    assert (row["uid"], row["name"], row["rows"]) == (told["uids"][0], "B", 1)


def test_a_dry_run_tells_the_same_and_changes_nothing(planner, project_file, burglary):
    before = project_file.read_bytes()

    code, told = planner(
        "import", "incidents", project_file, burglary, "--crs", "27700", "--dry-run"
    )

    assert (code, told["added"], told["uids"]) == (0, 1, [])
    assert project_file.read_bytes() == before


def test_what_is_uncertain_ends_with_the_candidates(planner, project_file, burglary):
    before = project_file.read_bytes()

    code, told = planner("import", "incidents", project_file, burglary)

    assert (code, told["error"]["code"]) == (2, "uncertain")
    assert "EPSG:27700" in told["error"]["hint"]
    assert "--crs" in told["error"]["hint"]
    assert project_file.read_bytes() == before


def test_persons_end_with_exit_code_four(planner, project_file, tmp_path):
    path = tmp_path / "persons.csv"
    path.write_text("lon,lat,date,offender_name\n-1.1,52.9,2022-01-01,Ada\n")

    code, told = planner("import", "incidents", project_file, path)

    assert (code, told["error"]["code"]) == (4, "person_columns")


@pytest.mark.parametrize(
    "options",
    [
        ["--lat", "y", "--lon", "x", "--date", "when"],
        ["--x", "x", "--y", "y", "--crs", "EPSG:4326", "--date-format", "dd/mm/yyyy"],
    ],
)
def test_columns_may_be_named(planner, project_file, tmp_path, options):
    path = tmp_path / "columns.txt"
    path.write_text("x\ty\twhen\n-1.15\t52.95\t01/02/2022\n-1.16\t52.95\t13/02/2022\n")

    code, told = planner("import", "incidents", project_file, path, *options, "--delimiter", "tab")

    assert (code, told["added"], told["first_day"]) == (0, 2, "2022-02-01")


def test_a_column_that_is_not_there_is_named(planner, project_file, burglary):
    code, told = planner("import", "incidents", project_file, burglary, "--date", "day")

    assert (code, told["error"]["code"]) == (2, "no_column")


def test_areas_and_the_incidents_they_locate_come_in(planner, project_file, tmp_path):
    ring = [[13.3, 52.4], [13.5, 52.4], [13.5, 52.6], [13.3, 52.6], [13.3, 52.4]]
    areas = tmp_path / "lor.geojson"
    feature = {
        "type": "Feature",
        "properties": {"PGR_ID": "0110", "PGR_NAME": "Zentrum", "EW": 1200},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    thefts = tmp_path / "thefts.csv"
    thefts.write_text("angelegt,datum,LOR\n02.01.2022,01.01.2022,01101204\n")

    code, told = planner(
        "import", "areas", project_file, areas, "--name", "LOR", "--residents", "EW"
    )
    assert (code, told["added"], told["columns"]["id"]) == (0, 1, "PGR_ID")

    code, told = planner(
        "import", "incidents", project_file, thefts, "--area", "LOR", "--areas", "LOR"
    )
    assert (code, told["added"], told["columns"]["recorded"]) == (0, 1, "angelegt")


@pytest.mark.parametrize("kind", ["incidents", "areas"])
def test_damaged_files_leave_the_project_as_it_was(planner, project_file, tmp_path, kind):
    before = project_file.read_bytes()
    path = tmp_path / "cut.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Fea')

    code, told = planner("import", kind, project_file, path)

    assert (code, told["error"]["code"]) == (2, "unreadable_file")
    assert project_file.read_bytes() == before
