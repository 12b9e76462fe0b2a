"""What opens beside the Hotspots page: surroundings, interventions, forecasts of others, hours."""

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit

from planner.io.areas import ReadAreas
from planner.io.incidents import ReadIncidents
from planner.ops import claims, datasets, factors, forecasts, imports, interventions, looks
from ui.pages.hotspots.backtest_dialog import BacktestDialog
from ui.pages.hotspots.import_claim import ImportClaim
from ui.pages.hotspots.import_surroundings import ImportSurroundings
from ui.pages.hotspots.interventions_dialog import InterventionsDialog
from ui.pages.hotspots.page import HotspotsPage
from ui.pages.hotspots.score_dialog import ScoreDialog
from ui.pages.hotspots.week_dialog import WeekDialog
from ui.shell.workbench import Workbench

LONG = 60_000
LEFT, BOTTOM = 390_000.0, 5_810_000.0
UTM = "EPSG:32633"
FIRST = np.datetime64("2025-01-01T10:00:00", "s")
OK = QDialogButtonBox.StandardButton.Ok


@pytest.fixture
def bench(qapp, project_file):
    from planner.ops.project import open_project

    work = open_project(project_file, private=True)
    bench = Workbench(work.store)
    keep_town(bench.store)
    yield bench
    bench.close()
    bench.deleteLater()
    work.discard()


@pytest.fixture
def page(qtbot, bench):
    page = HotspotsPage(bench)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.work.scene is not None, timeout=LONG)
    return page


def keep_town(store):
    """Four areas of 1 km, a year of burglaries known to lie in periods of up to two days."""
    rng = np.random.default_rng(1)
    x, y = LEFT + rng.uniform(0, 2000, 2000), BOTTOM + rng.uniform(0, 2000, 2000)
    x[:600], y[:600] = LEFT + rng.uniform(0, 200, 600), BOTTOM + rng.uniform(0, 200, 600)
    t = np.sort(FIRST + rng.uniform(0, 364 * 86_400, 2000).astype("m8[s]"))
    end = t + rng.uniform(0, 172_800, 2000).astype("m8[s]")
    row = np.arange(2000, dtype=np.int32)
    found = ReadIncidents(t, row, x, y, t_end=end, crs=UTM, source_crs=UTM)
    imports.keep_incidents(store, found, "Burglary")
    corners = [(a, b) for a in (0, 1000) for b in (0, 1000)]
    boxes = [shapely.box(LEFT + a, BOTTOM + b, LEFT + a + 1000, BOTTOM + b + 1000)
             for a, b in corners]  # fmt: skip
    attributes = [{"id": f"A{n}", "label": f"Area {n}", "residents": 10, "columns": {}}
                  for n in range(4)]  # fmt: skip
    imports.keep_areas(store, ReadAreas(tuple(boxes), tuple(attributes), UTM, UTM), "Areas")


def press(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def write(qtbot, form, name, text):
    box = form.editor(name)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Tab)


@pytest.fixture
def bars(tmp_path):
    path = tmp_path / "bars.gpkg"
    places = shapely.points(LEFT + 100 + np.arange(5) * 300, np.full(5, BOTTOM + 100))
    pyogrio.raw.write(
        path, shapely.to_wkb(places), [], [], geometry_type="Point", crs=UTM, driver="GPKG"
    )
    return path


def bring_in(qtbot, page, path, name="Bars"):
    page.import_surroundings(path)
    dialog = page.findChild(ImportSurroundings)
    write(qtbot, dialog.form, "name", name)
    press(qtbot, dialog.buttons.button(OK))
    return dialog


def test_a_layer_of_surroundings_is_ticked_at_once_and_kept_with_the_forecast(
    qtbot, page, bench, bars
):
    bring_in(qtbot, page, bars)
    qtbot.waitUntil(lambda: bool(page.work.scene and page.work.scene.factors), timeout=LONG)
    card = page.parts.forecast
    card.show_wish(card.wish.having("method", "rtm"))
    with qtbot.waitSignal(page.work.trial_over, timeout=LONG):
        press(qtbot, card.forecast)

    [layer] = factors.list_factors(bench.store)
    [kept] = forecasts.list_forecasts(bench.store)
    assert page.parts.surroundings.ticked() == [layer.uid]
    assert kept.factors == [layer.uid]
    assert any(name.startswith("Bars") for name in kept.summary["figures"])
    assert "Bars" in page.parts.said.text()


def choose(qtbot, choice, value):
    box = choice.box
    qtbot.waitUntil(lambda: box.isVisible() and box.findData(value) >= 0, timeout=LONG)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while box.currentData() != value:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    box.activated.emit(box.currentIndex())


@pytest.fixture
def two_layers(tmp_path):
    path = tmp_path / "places.gpkg"
    for name, count in (("bars", 5), ("stations", 3)):
        places = shapely.points(LEFT + 100 + np.arange(count) * 300, np.full(count, BOTTOM + 100))
        pyogrio.raw.write(
            path, shapely.to_wkb(places), [], [], layer=name, geometry_type="Point", crs=UTM,
            driver="GPKG", append=path.exists(),
        )  # fmt: skip
    return path


def test_a_file_of_several_layers_offers_each_of_them(qtbot, page, bench, two_layers):
    page.import_surroundings(two_layers)
    dialog = page.findChild(ImportSurroundings)
    choose(qtbot, dialog.how.chosen["layer"], "stations")
    write(qtbot, dialog.form, "name", "Stations")
    press(qtbot, dialog.buttons.button(OK))
    qtbot.waitUntil(lambda: factors.list_factors(bench.store) != [], timeout=LONG)

    [layer] = factors.list_factors(bench.store)
    assert (layer.name, layer.features) == ("Stations", 3)


def test_a_file_of_one_layer_asks_for_none(qtbot, page, bench, bars):
    page.import_surroundings(bars)
    dialog = page.findChild(ImportSurroundings)
    qtbot.waitUntil(lambda: not bench.jobs.busy, timeout=LONG)

    assert dialog.how.isHidden()
    dialog.reject()


def test_a_shapefile_offers_the_encoding_of_its_texts(qtbot, page, bench, tmp_path):
    path = tmp_path / "bars.shp"
    place = shapely.to_wkb(shapely.points([LEFT], [BOTTOM]))
    pyogrio.raw.write(path, place, [np.array([1])], ["n"], geometry_type="Point", crs=UTM)
    page.import_surroundings(path)
    dialog = page.findChild(ImportSurroundings)
    choose(qtbot, dialog.how.chosen["encoding"], "cp1250")

    assert dialog.how.writing.encoding == "cp1250"
    qtbot.waitUntil(lambda: not bench.jobs.busy, timeout=LONG)
    assert dialog.how.chosen["encoding"].value == "cp1250"
    dialog.reject()


def test_an_unticked_layer_is_not_looked_at(qtbot, page, bars):
    bring_in(qtbot, page, bars)
    qtbot.waitUntil(lambda: bool(page.work.scene and page.work.scene.factors), timeout=LONG)

    page.parts.surroundings.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: page.work.scene is not None and not page.work.scene.factors)

    assert page.parts.forecast.wish.factors == ()


def test_a_layer_of_persons_is_refused_in_the_dialog(qtbot, page, bench, bars):
    dialog = bring_in(qtbot, page, bars, "Offenders")
    qtbot.waitUntil(lambda: dialog.problem.text() != "", timeout=LONG)

    assert "persons" in dialog.problem.text()
    assert factors.list_factors(bench.store) == []
    dialog.reject()


def entered(qtbot, page):
    """An intervention written down by hand: area 0 against area 1, March to August."""
    press(qtbot, page.parts.more.interventions)
    dialog = page.findChild(InterventionsDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, dialog.add)
    write(qtbot, dialog.form, "name", "Lights")
    write(qtbot, dialog.form, "first_day", "2025-07-01")
    write(qtbot, dialog.form, "last_day", "2025-12-31")
    return dialog


def tick(dialog, role, number):
    dialog.areas.role.setCurrentIndex(role)
    dialog.areas.list.item(number).setCheckState(Qt.CheckState.Checked)


def test_an_intervention_is_written_down_and_judged(qtbot, page, bench):
    dialog = entered(qtbot, page)
    assert "control areas" in dialog.said.text()  # what is missing
    tick(dialog, 0, 0)
    tick(dialog, 1, 1)

    [row] = interventions.list_interventions(bench.store)
    judged = interventions.judge(bench.store, row)
    assert (row.name, row.areas, row.control) == ("Lights", ["A0"], ["A1"])
    assert f"{abs(judged.effect.difference):.0f}" in dialog.said.text()
    assert f"{judged.effect.low:+.1f}" in dialog.said.text()
    assert str(judged.counts["areas"].before) in dialog.counts.text()
    dialog.reject()


def test_an_area_cannot_be_treated_and_a_control(qtbot, page, bench):
    dialog = entered(qtbot, page)
    tick(dialog, 0, 0)
    dialog.areas.role.setCurrentIndex(1)

    first = dialog.areas.list.item(0)
    assert first.text() == "Area 0 (Areas treated)"
    assert not first.flags() & Qt.ItemFlag.ItemIsEnabled
    dialog.reject()


def test_tiny_counts_are_warned_of(qtbot, page, bench):
    dialog = entered(qtbot, page)
    write(qtbot, dialog.form, "first_day", "2025-12-30")
    tick(dialog, 0, 2)
    tick(dialog, 1, 3)

    assert "Fewer than 20" in dialog.warned.text()
    dialog.reject()


def test_enter_in_a_box_adds_no_second_entry(qtbot, page, bench):
    dialog = entered(qtbot, page)
    qtbot.keyClick(dialog.form.editor("name"), Qt.Key.Key_Return)

    assert len(interventions.list_interventions(bench.store)) == 1
    dialog.reject()


def test_a_removed_intervention_comes_back_with_undo(qtbot, page, bench):
    dialog = entered(qtbot, page)
    press(qtbot, dialog.remove)
    assert interventions.list_interventions(bench.store) == []

    bench.store.undo()

    assert dialog.list.count() == 1
    dialog.reject()


def test_a_forecast_of_others_comes_in_and_is_scored(qtbot, page, bench, tmp_path):
    path = tmp_path / "vendor.csv"
    days = ["2025-10-06", "2025-10-13", "2025-10-20"]
    path.write_text("x,y,starts\n" + "\n".join(f"{LEFT + 125},{BOTTOM + 125},{d}" for d in days))
    page.import_claim(path)
    dialog = page.findChild(ImportClaim)
    for name, text in (("first", ""), ("date", "starts"), ("crs", UTM)):
        dialog.form.editor(name).setText(text)
    press(qtbot, dialog.buttons.button(OK))
    qtbot.waitUntil(lambda: page.findChild(ScoreDialog) is not None, timeout=LONG)
    scores = page.findChild(ScoreDialog)
    with qtbot.waitSignal(scores.results.curve.drawn, timeout=LONG):
        press(qtbot, scores.run)

    assert len(claims.list_claims(bench.store)) == 3
    assert "3 forecasts were scored" in scores.said.text()
    model = scores.results.table.model()
    methods = {model.index(row, 1).data() for row in range(model.rowCount())}
    assert methods == {"vendor", "Count map", "Chance"}
    scores.reject()


def vendor_table(tmp_path, encoding):
    path = tmp_path / "vendor.csv"
    text = f"x,y,Gefährdung\n{LEFT + 125},{BOTTOM + 125},0.7\n{LEFT + 375},{BOTTOM + 125},0.3\n"
    path.write_bytes(text.encode(encoding))
    return path


def test_the_encoding_of_a_forecast_of_others_can_be_set(qtbot, page, bench, tmp_path):
    page.import_claim(vendor_table(tmp_path, "cp850"))
    dialog = page.findChild(ImportClaim)
    for name, text in (("crs", UTM), ("risk", "Gefährdung")):
        dialog.form.editor(name).setText(text)
    choose(qtbot, dialog.how.chosen["encoding"], "cp850")
    qtbot.waitUntil(lambda: not bench.jobs.busy, timeout=LONG)
    press(qtbot, dialog.buttons.button(OK))
    qtbot.waitUntil(lambda: page.findChild(ScoreDialog) is not None, timeout=LONG)

    [kept] = claims.list_claims(bench.store)
    assert bench.store.bulk(kept.digest).array("risk").tolist() == [0.7, 0.3]
    page.findChild(ScoreDialog).reject()


def test_the_sheet_of_a_forecast_of_others_can_be_chosen(qtbot, page, bench, tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "vendor.xlsx"
    for name, risk in (("May", 0.1), ("June", 0.9)):
        sheet = book.create_sheet(name)
        for row in (["x", "y", "risk"], [LEFT, BOTTOM, risk], [LEFT + 250, BOTTOM, risk]):
            sheet.append(row)
    book.save(path)
    page.import_claim(path)
    dialog = page.findChild(ImportClaim)
    dialog.form.editor("crs").setText(UTM)
    choose(qtbot, dialog.how.chosen["sheet"], "June")
    press(qtbot, dialog.buttons.button(OK))
    qtbot.waitUntil(lambda: page.findChild(ScoreDialog) is not None, timeout=LONG)

    [kept] = claims.list_claims(bench.store)
    assert bench.store.bulk(kept.digest).array("risk").tolist() == [0.9, 0.9]
    page.findChild(ScoreDialog).reject()


def test_a_wrong_encoding_is_refused_in_the_dialog_and_can_be_changed(qtbot, page, bench, tmp_path):
    page.import_claim(vendor_table(tmp_path, "cp1252"))
    dialog = page.findChild(ImportClaim)
    choose(qtbot, dialog.how.chosen["encoding"], "utf-8")
    qtbot.waitUntil(lambda: "encoding" in dialog.problem.text(), timeout=LONG)

    choose(qtbot, dialog.how.chosen["encoding"], "cp1252")
    qtbot.waitUntil(lambda: not bench.jobs.busy, timeout=LONG)
    assert dialog.problem.text() == ""
    dialog.reject()


@pytest.fixture
def locked_scores(qtbot, page, bench):
    """The dialog over one forecast of others whose horizon lies in the locked last days."""
    [row] = datasets.list_datasets(bench.store)
    datasets.change_dataset(bench.store, row.uid, locked_days=60)
    box = shapely.box(LEFT, BOTTOM, LEFT + 500, BOTTOM + 500)
    found = claims.ReadClaim((box,), np.array([1.0]), UTM, UTM, 0)
    period = claims.Period(np.datetime64("2025-12-01T00:00:00", "s"), 7.0)
    claims.keep_claim(bench.store, found, "vendor", period)
    qtbot.waitUntil(lambda: bool(page.work.scene and page.work.scene.dataset.locked_days))
    dialog = page.score_others()
    qtbot.waitUntil(dialog.isActiveWindow)
    yield dialog
    dialog.reject()


def test_scores_on_locked_days_need_a_reason(qtbot, locked_scores, bench):
    press(qtbot, locked_scores.run)

    [row] = datasets.list_datasets(bench.store)
    assert "locked from" in locked_scores.problem.text()
    assert looks.list_looks(bench.store, row.uid) == []


def test_a_look_for_scores_is_written_down_with_its_reason(qtbot, locked_scores, bench):
    box = locked_scores.form.editor("look")
    box.setFocus()
    qtbot.keyClicks(box, "The method is chosen")
    with qtbot.waitSignal(locked_scores.results.curve.drawn, timeout=LONG):
        press(qtbot, locked_scores.run)

    [row] = datasets.list_datasets(bench.store)
    [look] = looks.list_looks(bench.store, row.uid)
    assert look.reason == "The method is chosen"
    assert (look.first, look.until) == ("2025-12-01T00:00:00", "2025-12-08T00:00:00")
    assert locked_scores.said.text().startswith("First look at the locked days")
    press(qtbot, locked_scores.run)
    qtbot.waitUntil(lambda: "no longer independent" in locked_scores.said.text(), timeout=LONG)


def test_before_any_score_the_dialog_says_what_it_is_for(page):
    dialog = page.score_others()

    assert dialog.empty.isVisible()
    assert not dialog.results.isVisible()
    assert "There is none yet" in dialog.none.text()
    dialog.reject()


def test_every_box_of_the_import_has_its_full_height(qtbot, page, bench, tmp_path):
    page.import_claim(vendor_table(tmp_path, "cp1252"))
    dialog = page.findChild(ImportClaim)
    qtbot.waitUntil(lambda: not bench.jobs.busy and dialog.how.isVisible(), timeout=LONG)
    boxes = [dialog.form.editor(name) for name in ("name", "risk", "areas", "crs")]

    qtbot.waitUntil(lambda: all(box.height() >= box.sizeHint().height() for box in boxes))
    lefts = {box.mapTo(dialog, box.rect().topLeft()).x() for box in boxes}
    chosen = dialog.how.chosen["encoding"].box
    assert lefts == {chosen.mapTo(dialog, chosen.rect().topLeft()).x()}
    dialog.reject()


def test_no_reason_is_asked_for_where_nothing_is_locked(page):
    dialog = page.score_others()

    assert dialog.form.findChildren(QLineEdit) == []
    dialog.reject()


def test_a_forecast_without_a_day_is_refused_in_the_dialog(qtbot, page, bench, tmp_path):
    path = tmp_path / "vendor.csv"
    path.write_text(f"x,y\n{LEFT},{BOTTOM}\n")
    page.import_claim(path)
    dialog = page.findChild(ImportClaim)
    dialog.form.editor("crs").setText(UTM)
    dialog.form.editor("first").setText("")
    refused = []
    bench.refused.connect(refused.append)
    press(qtbot, dialog.buttons.button(OK))
    qtbot.waitUntil(lambda: bool(refused), timeout=LONG)

    assert refused[0].code == "no_period"
    assert claims.list_claims(bench.store) == []
    dialog.reject()


def test_hours_of_the_week_follow_the_setting_and_the_forecast_does_too(qtbot, page, bench):
    press(qtbot, page.parts.facts.week)
    dialog = page.findChild(WeekDialog)
    qtbot.waitUntil(lambda: dialog.grid.hours.sum() > 0, timeout=LONG)
    before = dialog.grid.hours.copy()
    box = dialog.form.editor("timing")
    box.setCurrentIndex(box.findData("aoristic"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: not np.array_equal(dialog.grid.hours, before), timeout=LONG)

    assert dialog.grid.hours.sum() == pytest.approx(2000)
    assert datasets.list_datasets(bench.store)[0].timing == "aoristic"
    qtbot.waitUntil(
        lambda: page.work.scene is not None and page.work.scene.incidents.begin is not None,
        timeout=LONG,
    )
    assert "spread evenly" in page.parts.facts.words.text()
    dialog.reject()


def test_arrow_keys_move_over_the_hours_and_say_them(qtbot, page):
    press(qtbot, page.parts.facts.week)
    dialog = page.findChild(WeekDialog)
    qtbot.waitUntil(lambda: dialog.grid.hours.sum() > 0, timeout=LONG)
    dialog.grid.at = 0
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.grid, Qt.Key.Key_Right)

    assert dialog.grid.accessibleDescription().startswith("Tuesday, 1:00 to 2:00")
    dialog.reject()


def test_a_back_test_is_played_on_moved_grids_and_with_late_reports(qtbot, page, bench):
    dialog = page.open_backtest()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.form.editor("offsets").click()
    write(qtbot, dialog.form, "delay", "5")
    with qtbot.waitSignal(dialog.results.curve.drawn, timeout=LONG):
        press(qtbot, dialog.run)
    lines = dialog.results.swings.count()
    press(qtbot, dialog.keep)
    dialog.reject()
    [kept] = forecasts.list_forecasts(bench.store)
    page.show_record(kept.uid)
    again = page.findChild(BacktestDialog)

    assert lines == 2 * 2 * 3  # two stresses, two methods, three shares of the area
    assert len(kept.summary["stress"]["offsets"][0]["hit_rates"]) == 9
    assert again.results.swings.count() == lines
    again.reject()


def test_hexagons_cannot_be_moved_and_it_is_said(qtbot, page):
    card = page.parts.forecast
    card.show_wish(card.wish.having("shape", "hex"))
    page._follow_wish("shape")
    qtbot.waitUntil(
        lambda: page.work.scene is not None and page.work.scene.shape == "hex", timeout=LONG
    )
    dialog = page.open_backtest()
    dialog.form.editor("offsets").click()
    press(qtbot, dialog.run)

    assert "square cells" in dialog.problem.text()
    dialog.reject()


def test_incidents_known_by_area_are_forecast_by_area_without_being_asked(qtbot, page, bench):
    found = datasets.incidents(bench.store, "Burglary")
    middle = [np.floor((v - start) / 1000) * 1000 + start + 500
              for v, start in ((found.x, LEFT), (found.y, BOTTOM))]  # fmt: skip
    row = np.arange(len(found), dtype=np.int32)
    coded = ReadIncidents(found.t, row, *middle, by_area=True, crs=UTM, source_crs=UTM)
    kept = imports.keep_incidents(bench.store, coded, "By area")

    page.show_record(kept.uid)
    qtbot.waitUntil(
        lambda: page.work.scene is not None and page.work.scene.shape == "areas", timeout=LONG
    )
    with qtbot.waitSignal(page.work.forecast_ready, timeout=LONG):
        press(qtbot, page.parts.forecast.forecast)
    canvas = page.parts.map.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)

    assert page.parts.forecast.wish.shape == "areas"
    assert len(page.work.made.forecast.rank) == 4
    assert "of 4" in page.parts.cell.words.text()
    with qtbot.waitSignal(page.work.trial_over, timeout=LONG):
        pass
