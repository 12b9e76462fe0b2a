"""Imported data are kept whole, found again, and can be taken back."""

import json
from time import process_time

import numpy as np
import pytest
import shapely

from planner.errors import UserError
from planner.io.persons import PersonColumnsError
from planner.ops import datasets, imports


def csv(folder, *lines, name="burglary.csv"):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def kept(store, path, name="Burglary", **fixed):
    looked = imports.look(path, fixed=fixed, near=datasets.known_places(store))
    imports.refuse_uncertain(looked)
    row = imports.fitting_areas(store, looked)
    areas = datasets.polygons(store, row) if row else None
    found = imports.read(looked.table, looked.suggested.choice(), areas)
    return imports.keep_incidents(store, found, name)


def wards(folder, code="0110"):
    ring = [[-1.16, 52.94], [-1.14, 52.94], [-1.14, 52.96], [-1.16, 52.96], [-1.16, 52.94]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    values = {"code": code, "name": "Lenton", "residents": 900}
    feature = {"type": "Feature", "properties": values, "geometry": shape}
    path = folder / "wards.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return path


def kept_areas(store, path, name="Wards"):
    opened = imports.look_at_areas(path)
    return imports.keep_areas(store, imports.read_area_layer(opened, opened.choice()), name)


@pytest.fixture
def burglary(tmp_path):
    return csv(
        tmp_path,
        "lon,lat,date,type,reported",
        "-1.15,52.95,13/02/2022,shed,14/02/2022",
        "-1.15,52.95,14/02/2022,,",
        "0,0,14/02/2022,shed,",
    )


def test_incidents_come_back_to_the_centimetre_with_all_that_is_known(store, burglary):
    done = kept(store, burglary)

    found = datasets.incidents(store, done.uid)
    x, y = imports.transformed(np.array([-1.15]), np.array([52.95]), "EPSG:4326", done.row.crs)
    assert found.x == pytest.approx([x[0]] * 2, abs=0.006)
    assert found.y == pytest.approx([y[0]] * 2, abs=0.006)
    assert found.t.astype("M8[D]").astype(str).tolist() == ["2022-02-13", "2022-02-14"]
    assert found.recorded.astype(str).tolist() == ["2022-02-14T23:59:59", "NaT"]
    assert (found.category.tolist(), found.categories) == ([0, -1], ("shed",))


def test_the_record_says_what_the_data_are_and_what_was_left_out(store, burglary):
    row = kept(store, burglary).row

    assert (row.rows, row.first_day, row.last_day) == (2, "2022-02-13", "2022-02-14")
    assert (row.crs, row.source_crs) == ("EPSG:32630", "EPSG:4326")
    assert row.report["rejected_rows"] == 1
    assert row.report["rejected"][0]["row"] == 4
    assert row.discovered_by == "public"


def test_an_import_is_one_step_and_can_be_taken_back(store, burglary):
    kept(store, burglary)

    store.undo()
    assert datasets.list_datasets(store) == []

    store.redo()
    assert len(datasets.incidents(store, "Burglary")) == 2


def test_the_same_file_again_changes_nothing_and_another_replaces_it(store, burglary, tmp_path):
    first = kept(store, burglary)
    datasets.change_dataset(store, first.uid, licence="CC0", discovered_by="police")
    revision = store.revision

    again = kept(store, burglary)
    assert (again.did, again.uid, store.revision) == ("unchanged", first.uid, revision)

    longer = csv(tmp_path, "lon,lat,date", "-1.15,52.95,15/02/2022", name="more.csv")
    other = kept(store, longer)
    assert (other.did, other.uid, other.row.rows) == ("updated", first.uid, 1)
    assert (other.row.licence, other.row.discovered_by) == ("CC0", "police")
    assert len(datasets.incidents(store, first.uid)) == 1


def test_offences_that_police_find_by_looking_are_marked(store, tmp_path):
    path = csv(tmp_path, "lon,lat,date,type", "-1.15,52.95,2022-02-13,Drug possession")

    assert kept(store, path).row.discovered_by == "police"


def test_nothing_is_kept_while_something_is_uncertain(store, tmp_path):
    path = csv(tmp_path, "x,y,date", "455766,345619,2022-02-13")

    with pytest.raises(imports.UncertainError, match="EPSG:27700") as caught:
        kept(store, path)

    assert set(caught.value.questions) == {"crs"}
    assert caught.value.exit_code == 2
    assert datasets.list_datasets(store) == []


def test_areas_of_the_project_settle_the_projection(store, tmp_path):
    kept_areas(store, wards(tmp_path))
    path = csv(tmp_path, "x,y,date", "457140,339460,2022-02-13", "457240,339560,2022-02-14")

    assert kept(store, path).row.source_crs == "EPSG:27700"


def test_codes_are_looked_up_in_the_areas_they_fit(store, tmp_path):
    kept_areas(store, wards(tmp_path, "0110"))
    path = csv(tmp_path, "date,lor", "2022-02-13,01101204", "2022-02-14,99990000")
    one_code = csv(tmp_path, "date,lor", "2022-02-13,01101204", name="one.csv")

    with pytest.raises(imports.UncertainError, match="areas"):
        kept(store, path)
    found = datasets.incidents(store, kept(store, one_code).uid)

    [area] = datasets.polygons(store, "Wards").polygons
    assert area.contains(shapely.Point(found.x[0], found.y[0]))


def test_areas_come_back_with_their_facts_in_any_plane(store, tmp_path):
    done = kept_areas(store, wards(tmp_path))

    own = datasets.polygons(store, done.uid)
    other = datasets.polygons(store, "Wards", "EPSG:27700")

    assert (own.ids, own.labels, own.residents) == (("0110",), ("Lenton",), (900,))
    assert (own.crs, other.crs) == ("EPSG:32630", "EPSG:27700")
    assert other.polygons[0].area == pytest.approx(own.polygons[0].area, rel=2e-3)
    assert other.polygons[0].centroid.x == pytest.approx(457_200, abs=500)
    assert datasets.areas(store, done.row, "EPSG:27700").names == ("Lenton",)


def test_removed_data_are_gone_and_come_back_by_undo(store, burglary, tmp_path):
    uid, areas = kept(store, burglary).uid, kept_areas(store, wards(tmp_path)).uid

    datasets.remove_dataset(store, uid)
    datasets.remove_area_set(store, areas)
    assert not datasets.list_datasets(store)
    assert not datasets.list_area_sets(store)

    store.undo()
    store.undo()
    assert datasets.find_dataset(store, uid).name == "Burglary"


def test_a_name_nobody_knows_is_answered_with_those_that_are(store, burglary):
    kept(store, burglary)

    with pytest.raises(UserError, match="Burglary"):
        datasets.incidents(store, "Robbery")


def test_persons_never_reach_the_project(store, tmp_path):
    path = csv(tmp_path, "lon,lat,date,victim_name", "-1.15,52.95,2022-02-13,Ada Lovelace")

    with pytest.raises(PersonColumnsError):
        kept(store, path)


@pytest.mark.no_cover
def test_a_million_incidents_are_there_at_once(store):
    n = 1_000_000
    rng = np.random.default_rng(2)
    found = imports.ReadIncidents(
        t=np.datetime64("2014-01-01", "s") + rng.integers(0, 1461, n).astype("m8[D]"),
        row=np.arange(n, dtype=np.int32),
        x=rng.normal(350_000, 8000, n),
        y=rng.normal(570_000, 8000, n),
        crs="EPSG:26971",
    )
    row = imports.keep_incidents(store, found, "Many").row

    begun = process_time()
    again = datasets.incidents(store, row)
    seconds = process_time() - begun

    assert len(again) == n
    assert np.abs(again.x - found.x).max() < 0.006
    assert seconds < 1  # 0.07 s on a quiet machine
