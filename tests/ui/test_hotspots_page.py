"""The hotspots page, driven as a person drives it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit

from planner.model.forecasts import ForecastFields
from planner.ops import backtests, datasets, forecasts, goals, imports
from planner.ops.project import new_project
from ui.pages.hotspots.backtest_dialog import BacktestDialog
from ui.pages.hotspots.data_card import FactsDialog
from ui.pages.hotspots.goal_dialog import GoalDialog
from ui.pages.hotspots.import_incidents import ImportIncidents
from ui.pages.hotspots.page import HotspotsPage
from ui.shell.workbench import Workbench

DAYS = 500
PLANE = "EPSG:32633"
FIRST = np.datetime64("2024-01-01")
LONG = 30_000  # ms: a busy machine takes its time


@pytest.fixture
def bench(qapp, tmp_path):
    work = new_project(tmp_path / "town.usp", "Town")
    bench = Workbench(work.store)
    yield bench
    bench.close()
    work.close()
    bench.deleteLater()


@pytest.fixture
def page(qtbot, bench):
    page = HotspotsPage(bench)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    with qtbot.waitExposed(page):
        page.show()
    return page


def keep_town(store, days=DAYS, discovered_by="public"):
    """Keep two wards of 2 km, and incidents of which most fall in one corner of the first."""
    import shapely

    rng = np.random.default_rng(4)
    n = 6 * days
    x, y = rng.uniform(0, 4_000, n), rng.uniform(0, 2_000, n)
    x[: n // 2], y[: n // 2] = rng.normal(400, 100, n // 2), rng.normal(400, 100, n // 2)
    t = (FIRST + rng.integers(0, days, n).astype("m8[D]")).astype("M8[s]")
    wards = {
        "Old town": shapely.box(0, 0, 2_000, 2_000),
        "Harbour": shapely.box(2_000, 0, 4_000, 2_000),
    }
    known = tuple({"id": name, "label": name, "residents": None, "columns": {}} for name in wards)
    imports.keep_areas(
        store, imports.ReadAreas(tuple(wards.values()), known, PLANE, PLANE), "Wards"
    )
    read = imports.ReadIncidents(
        t=t, row=np.arange(n, dtype=np.int32), x=x, y=y, crs=PLANE, source_crs=PLANE
    )
    told = {"discovered_by": discovered_by, "licence": "CC0"}
    return imports.keep_incidents(store, read, "Burglary", **told).uid


@pytest.fixture
def town(qtbot, page, bench):
    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        return keep_town(bench.store)


def forecast(qtbot, page):
    """Press Forecast and wait until all is shown."""
    with qtbot.waitSignal(page.work.trial_over, timeout=LONG):
        qtbot.mouseClick(page.parts.forecast.forecast, Qt.MouseButton.LeftButton)


def write(qtbot, form, name, text):
    box = form.editor(name)
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Tab)


def texts(widget):
    return " | ".join(label.text() for label in widget.findChildren(QLabel) if label.text())


def test_an_empty_project_says_how_to_begin(page):
    assert page.parts.currentWidget() is page.parts.empty
    assert page.parts.empty.button.text() == "Import incidents…"


def test_the_first_button_leads_to_an_import(qtbot, page, bench, tmp_path, monkeypatch):
    file = tmp_path / "thefts.csv"
    rows = "".join(f"2025-01-{day:02d},{6_000 + day},{5_000 + day}\n" for day in range(1, 29))
    file.write_text(f"date,x,y\n{rows}", "utf-8")
    monkeypatch.setattr(bench.files, "open", lambda *_words: file)
    qtbot.mouseClick(page.parts.empty.button, Qt.MouseButton.LeftButton)

    dialog = page.findChild(ImportIncidents)
    assert dialog.isVisible()
    dialog.reject()


def test_imported_incidents_are_on_the_map_at_once(page, town):
    assert page.parts.currentWidget() is not page.parts.empty
    assert page.parts.layers.shown() == ["areas", "incidents"]
    assert page.parts.forecast.wish.dataset == town
    assert page.parts.forecast.wish.area_set is not None
    assert page.parts.forecast.wish.origin == str(FIRST + DAYS)


def test_a_forecast_shows_map_caption_and_honest_figures(qtbot, page, town):
    forecast(qtbot, page)

    assert page.parts.layers.shown() == ["flagged", "areas", "risk"]
    assert "Counts per cell. Origin 15 May 2025, next 7 days." in page.parts.map.caption.text()
    said = texts(page.parts.accuracy)
    assert "52 weekly back-tests, 5 % of the area flagged" in said
    assert "Count map" in said
    assert "Chance" in said
    assert "1 in 1" in said


def test_a_forecast_is_kept_once_and_undo_takes_it_back(qtbot, page, town, bench):
    forecast(qtbot, page)
    kept = forecasts.list_forecasts(bench.store)
    assert [row.method for row in kept] == ["count"]
    assert kept[0].summary["trial"]["origins"] == 52
    assert kept[0].dataset == town
    assert page.parts.earlier.list.count() == 1

    bench.store.undo()
    assert forecasts.list_forecasts(bench.store) == []
    assert page.parts.earlier.list.count() == 0


def test_another_method_is_compared_with_the_count_map_in_words(qtbot, page, town):
    page.parts.forecast.use_method(forecasts.configured("promap", {}))
    forecast(qtbot, page)

    said = texts(page.parts.accuracy)
    assert "This forecast" in said
    assert "count map" in page.parts.accuracy.verdict.text()
    assert "points (" in page.parts.accuracy.points.text()
    assert "incidents a week" in page.parts.accuracy.words.text()
    assert "alibrated" in page.parts.said.text()


def test_the_card_of_a_blend_says_what_its_parts_add_as_kept_with_the_forecast(
    qtbot, page, town, bench
):
    page.parts.forecast.use_method(forecasts.configured("blend", {}))
    forecast(qtbot, page)

    told = page.parts.said.text()
    for part in ("Long history: ", "Recent weeks: ", "The neighbourhood: "):
        assert part in told
    [kept] = forecasts.list_forecasts(bench.store)
    trial = kept.summary["trial"]
    assert [one["part"] for one in trial["parts"]] == ["history", "recency", "neighbourhood"]
    assert backtests.part_words(trial)[0] in told
    assert [line["name"] for line in trial["lines"]] == ["blend", "count", "random"]


def test_a_changed_setting_is_shown_at_once_but_not_kept(qtbot, page, town, bench):
    forecast(qtbot, page)
    before = page.work.made
    with qtbot.waitSignal(page.work.forecast_ready, timeout=LONG):
        write(qtbot, page.parts.forecast.form, "coverage", "10")

    assert page.work.made is not before
    assert page.work.made.wish.coverage == 0.1
    assert "10\u00a0% of the area" in page.parts.map.caption.text()
    assert len(forecasts.list_forecasts(bench.store)) == 1


def test_an_earlier_forecast_can_be_looked_at_again(qtbot, page, town, bench):
    forecast(qtbot, page)
    first = page.work.made.forecast.rank
    page.parts.forecast.use_method(forecasts.configured("random", {}))
    page.parts.forecast.show_wish(page.parts.forecast.wish.having("horizon", 3.0))
    forecast(qtbot, page)
    kept = {row.method: row.uid for row in forecasts.list_forecasts(bench.store)}

    with qtbot.waitSignal(page.work.forecast_ready, timeout=LONG):
        page.parts.earlier.list.choose(kept["count"])

    assert page.parts.forecast.wish.method == "count"
    assert page.parts.forecast.wish.horizon == 7
    np.testing.assert_array_equal(page.work.made.forecast.rank, first)
    assert len(forecasts.list_forecasts(bench.store)) == 2


def test_a_back_test_can_be_kept_and_read_again(qtbot, page, town, bench):
    dialog = page.open_backtest()
    with qtbot.waitSignal(dialog.results.curve.drawn, timeout=60_000):
        dialog.start()
    rows = dialog.results.table.count()
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    dialog.reject()
    [kept] = forecasts.list_forecasts(bench.store)
    assert kept.kind == "backtest"

    page.show_record(kept.uid)
    again = page.findChild(BacktestDialog)
    assert again.results.table.count() == rows
    assert "52 origins" in again.said.text()
    again.reject()


def test_areas_elsewhere_are_not_taken_for_the_study_area(qtbot, page, bench):
    import shapely

    far = {"id": "1", "label": "Elsewhere", "residents": None, "columns": {}}
    away = shapely.box(900_000, 900_000, 901_000, 901_000)
    imports.keep_areas(bench.store, imports.ReadAreas((away,), (far,), PLANE, PLANE), "A")
    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        keep_town(bench.store)

    assert page.work.scene.area_set.name == "Wards"
    assert page.area_sets[page.parts.forecast.wish.area_set].name == "Wards"


def test_a_new_forecast_is_shown_though_an_earlier_one_was_looked_at(qtbot, page, town, bench):
    forecast(qtbot, page)
    [kept] = forecasts.list_forecasts(bench.store)
    with qtbot.waitSignal(page.work.forecast_ready, timeout=LONG):
        page.parts.earlier.list.choose(kept.uid)
    assert page.parts.forecast.state.text() == "As it was issued."

    page.parts.forecast.use_method(forecasts.configured("kde", {}))
    forecast(qtbot, page)

    assert page.work.made.method.name == "kde"
    assert page.parts.forecast.state.text() == "Kept under Earlier forecasts."
    assert page.parts.earlier.list.count() == 2


def test_what_is_said_of_the_incidents_can_be_put_right(qtbot, page, town, bench):
    qtbot.mouseClick(page.parts.facts.edit, Qt.MouseButton.LeftButton)
    dialog = page.findChild(FactsDialog)
    write(qtbot, dialog.form, "source", "Police")
    write(qtbot, dialog.form, "source", "City police, open data")
    write(qtbot, dialog.form, "licence", "CC BY 4.0")
    dialog.reject()

    assert "Source: City police, open data." in texts(page.parts.facts)
    assert "Licence: CC BY 4.0." in texts(page.parts.facts)
    bench.store.undo()
    assert "Licence: CC0." in texts(page.parts.facts)


def test_data_can_be_removed_and_brought_back(qtbot, page, town, bench):
    areas = page.parts.forecast.wish.area_set
    page.parts.data.list.choose(areas)
    page.parts.data.list.setFocus()
    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        page.remove()
    assert page.area_sets == {}
    assert page.work.scene.areas is None

    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        bench.store.undo()
    assert page.parts.forecast.wish.area_set == areas


def test_a_chosen_cell_tells_why(qtbot, page, town):
    forecast(qtbot, page)
    canvas = page.parts.map.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_PageDown)

    said = texts(page.parts.cell)
    assert "· Old town" in said
    assert "Rank 1 of 128. Flagged." in said
    assert "in the last 60 days" in said
    assert canvas.accessibleDescription().startswith("Rank 1 of 128")


@pytest.mark.parametrize("method", [one.name for one in forecasts.list_methods()])
def test_a_click_on_a_cell_explains_every_method(qtbot, page, town, method):
    small = {"trees": 5} if method == "boost" else {}
    page.parts.forecast.use_method(forecasts.configured(method, small))
    page.work.try_out = page.work.trial_over.emit  # its past weeks are not asked for
    with qtbot.waitSignal(page.work.forecast_ready, timeout=LONG):
        qtbot.mouseClick(page.parts.forecast.forecast, Qt.MouseButton.LeftButton)
    canvas = page.parts.map.canvas
    middle = page.work.scene.cells.centre(0)
    where = canvas.view.to_screen(*middle.tolist()).toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=where)

    said = texts(page.parts.cell)
    assert "Cell 1" in said
    assert "of 128" in said
    assert not any(code in said for code in ("ring1", "ring2", "recency"))
    form = page.parts.forecast.settings_form
    tips = [form.editor(name).toolTip() for name in type(page.parts.forecast.method).model_fields]
    assert all(tips)


def test_a_method_that_only_ranks_gets_expected_numbers_from_its_past_weeks(
    qtbot, page, town, bench
):
    page.parts.forecast.use_method(forecasts.configured("promap", {}))
    forecast(qtbot, page)
    page.parts.map.canvas.choose(0)

    trial = page.work.trial
    assert trial.made.forecast.expected is None  # it only ranks
    assert page.work.made.calibrated
    outlook = page.parts.cell.outlook.text()
    assert outlook.startswith("Expected ")
    assert "not calibrated" not in outlook
    [row] = forecasts.list_forecasts(bench.store)
    kept = forecasts.kept_cells(bench.store, row).expected
    np.testing.assert_array_equal(kept, trial.forecast.expected)


def test_expected_numbers_that_are_not_calibrated_say_so(qtbot, page, town):
    page.parts.forecast.use_method(forecasts.configured("random", {}))
    forecast(qtbot, page)
    page.parts.map.canvas.choose(0)

    assert "(not calibrated)" in page.parts.cell.outlook.text()
    assert "Not calibrated: " in page.parts.said.text()


def test_hiding_and_moving_a_layer_changes_the_map(qtbot, page, town):
    forecast(qtbot, page)
    layers = page.parts.layers.list
    layers.setCurrentRow(0)
    layers.setFocus()
    qtbot.keyClick(layers, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert layers.item(1).text() == "Flagged cells"

    qtbot.keyClick(layers, Qt.Key.Key_Space)
    assert page.parts.layers.shown() == ["areas", "risk"]
    titles = [layer.title for layer in page.parts.map.canvas.layers]
    assert titles == ["Risk, by share of cells", "Wards"]
    assert "flagged" not in page.parts.map.legend.accessibleDescription()


def test_dragging_over_the_weeks_chooses_origin_and_history(qtbot, page, town):
    strip = page.parts.weeks
    wide = strip.width()
    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(wide // 4, 40))
    qtbot.mouseMove(strip, QPoint(wide // 2, 40))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=QPoint(wide // 2, 40))

    assert page.parts.forecast.wish.origin == str(strip.origin)
    used = (strip.origin - strip.start) / np.timedelta64(1, "D")
    assert page.parts.forecast.method.window == used
    assert strip.origin < FIRST + DAYS


def test_a_trial_that_was_stopped_is_said_and_the_forecast_kept(qtbot, page, town, bench):
    bench.jobs.started.connect(lambda job: job.cancel() if "past weeks" in job.title else None)
    forecast(qtbot, page)

    assert "not played to the end" in texts(page.parts.accuracy)
    [kept] = forecasts.list_forecasts(bench.store)
    assert "trial" not in kept.summary
    assert page.parts.forecast.state.text() == "Kept under Earlier forecasts."


def test_too_little_history_is_said_and_no_figure_is_given(qtbot, page, bench):
    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        keep_town(bench.store, days=120)
    forecast(qtbot, page)

    assert "Not enough data to tell" in texts(page.parts.accuracy)
    assert page.parts.accuracy.grid.count() == 0
    assert forecasts.list_forecasts(bench.store)[0].summary.get("trial") is None


def test_offences_found_by_police_are_refused_unless_somebody_answers(qtbot, page, bench):
    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        keep_town(bench.store, discovered_by="police")
    qtbot.mouseClick(page.parts.forecast.forecast, Qt.MouseButton.LeftButton)
    assert page.parts.refusal.isVisible()
    assert page.work.made is None
    assert not page.parts.refusal.anyway.isEnabled()

    qtbot.keyClicks(page.parts.refusal.findChild(QLineEdit), "Asked for by the city council")
    with qtbot.waitSignal(page.work.trial_over, timeout=LONG):
        qtbot.mouseClick(page.parts.refusal.anyway, Qt.MouseButton.LeftButton)
    kept = forecasts.list_forecasts(bench.store)
    assert kept[0].summary["despite"] == "Asked for by the city council"


def test_the_map_is_saved_as_a_picture(qtbot, page, town, bench, tmp_path, monkeypatch):
    forecast(qtbot, page)
    file = tmp_path / "map.png"
    monkeypatch.setattr(bench.files, "save", lambda *_words: file)
    with qtbot.waitSignal(bench.noticed):
        page.export()

    assert "Origin 15 May 2025" in QImage(str(file)).text("Description")


def test_in_a_narrow_window_all_cards_stand_on_one_side(qtbot, page, town):
    page.resize(760, 520)
    qtbot.waitUntil(lambda: page.parts.map.canvas.width() >= 300)
    assert not page.parts.right.isVisible()
    assert page.parts.left.widget().isAncestorOf(page.parts.accuracy)

    page.resize(1200, 760)
    qtbot.waitUntil(page.parts.accuracy.isVisible)
    assert page.parts.right.isVisible()
    assert page.parts.right.widget().isAncestorOf(page.parts.accuracy)


def test_undoing_the_import_leaves_the_first_word(qtbot, page, town, bench):
    bench.store.undo()

    assert page.parts.currentWidget() is page.parts.empty


@pytest.fixture
def dialog(qtbot, page, town):
    page.open_backtest()
    dialog = page.findChild(BacktestDialog)
    yield dialog
    dialog.reject()


def cells_of(view):
    model = view.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(view.count())
    ]


def test_the_measures_follow_the_method_that_is_chosen(qtbot, dialog):
    with qtbot.waitSignal(dialog.results.curve.drawn, timeout=60_000):
        qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)

    dialog.results.table.choose("count 0.05")
    count = dict(row[:2] for row in cells_of(dialog.results.more))
    dialog.results.table.choose("random 0.05")
    chance = dict(row[:2] for row in cells_of(dialog.results.more))

    assert float(count["PEI*"]) > 3 * float(chance["PEI*"])
    assert "Not calibrated" in dialog.results.kept_word.text()


def test_a_back_test_plays_a_year_of_weeks_to_the_end_of_the_data(qtbot, dialog):
    assert dialog.past.last == str(FIRST + DAYS - 7)
    with qtbot.waitSignal(dialog.results.curve.drawn, timeout=60_000):
        qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)

    rows = [
        [dialog.results.table.model().index(row, column).data() for column in range(7)]
        for row in range(dialog.results.table.count())
    ]
    five = {row[1]: row for row in rows if row[0] == "5 %"}
    assert set(five) == {"Count map", "Chance"}
    caught = int(five["Count map"][2].split(" of ")[0].replace(",", ""))
    assert caught > 5 * int(five["Chance"][2].split(" of ")[0].replace(",", ""))
    assert five["Chance"][6].startswith("worse, -")
    said = {row[0]: row[1:] for row in cells_of(dialog.results.more)}
    assert "Patches" in said
    assert "Calibration error" in said
    assert all(value and sentence for value, sentence in said.values())
    [pair] = [row for row in cells_of(dialog.results.pairs) if row[0] == "5 %"]
    assert pair[1:3] == ["Chance", "worse"]
    assert "52 origins" in dialog.said.text()


def test_a_back_test_can_be_stopped(qtbot, dialog):
    qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dialog._job.ended, timeout=LONG):
        qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton)

    assert dialog.results.table.count() == 0
    assert dialog.run.isEnabled()


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [("first", "2025-05-01", "at least 26 are needed"), ("coverages", "1, x", "not a list")],
)
def test_what_cannot_be_played_is_said(qtbot, dialog, name, text, why):
    write(qtbot, dialog.form, name, text)
    qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)

    assert why in dialog.problem.text()


def test_without_a_goal_the_card_says_to_write_one_first(page, town):
    assert "Write down a goal before the first forecast." in texts(page.parts.goal)


def write_goal(qtbot, page, text, threshold="0.25"):
    qtbot.mouseClick(page.parts.goal.write, Qt.MouseButton.LeftButton)
    dialog = page.findChild(GoalDialog)
    if text:
        dialog.form.editor("text").setPlainText(text)
    dialog.form.editor("threshold").setFocus()
    dialog.accept()
    return dialog


def test_a_goal_is_written_down_shown_and_judged_by_a_kept_back_test(qtbot, page, town, bench):
    write_goal(qtbot, page, "Catch a quarter of burglaries.")

    [goal] = goals.list_goals(bench.store, town)
    assert (goal.coverage, goal.horizon_days) == (0.05, 7.0)
    assert "“Catch a quarter of burglaries.”" in texts(page.parts.goal)
    assert "Not judged yet" in texts(page.parts.goal)

    played = trial(qtbot, page)
    backtests.keep_backtest(bench.store, ForecastFields(name="Spring", dataset=town), played)
    said = texts(page.parts.goal)
    assert "Reached" in said or "Not reached" in said or "Cannot tell" in said
    assert "Spring" in said


def trial(qtbot, page):
    forecast(qtbot, page)
    return page.work.trial.result


def test_a_goal_without_words_is_not_kept(qtbot, page, town, bench):
    dialog = write_goal(qtbot, page, "")

    assert dialog.isVisible()
    assert "Goal:" in dialog.problem.text()
    assert goals.list_goals(bench.store) == []
    dialog.reject()


def test_a_goal_changed_after_a_forecast_says_what_it_said_first(qtbot, page, town, bench):
    write_goal(qtbot, page, "Catch a quarter.")
    forecast(qtbot, page)
    [goal] = goals.list_goals(bench.store)
    page.goals.open(goal.uid)
    dialog = page.findChildren(GoalDialog)[-1]
    dialog.form.editor("text").setPlainText("Catch a tenth.")
    dialog.reject()

    said = texts(page.parts.goal)
    assert "“Catch a tenth.”" in said
    assert "Changed after the first forecast. It first said “Catch a quarter.”." in said


def test_locked_days_are_played_only_with_a_reason_that_stays_visible(qtbot, page, town, bench):
    with qtbot.waitSignal(page.work.scene_ready, timeout=LONG):
        datasets.change_dataset(bench.store, town, locked_days=60)
    assert "Locked for back-tests from 16 March 2025 on." in texts(page.parts.facts)

    dialog = page.open_backtest()
    assert dialog.past.last < "2025-03-16"
    write(qtbot, dialog.form, "last", "2025-05-01")
    dialog.start()
    assert "locked" in dialog.problem.text()
    assert dialog._job is None

    write(qtbot, dialog.form, "look", "The method is chosen")
    dialog.start()
    with qtbot.waitSignal(dialog._job.ended, timeout=LONG):
        pass
    assert dialog.said.text().startswith("First look at the locked days")
    assert "The method is chosen" in texts(page.parts.facts)
    dialog.reject()


def test_without_locked_days_nobody_is_asked_for_a_reason(page, town):
    dialog = page.open_backtest()
    with pytest.raises(KeyError):
        dialog.form.editor("look")
    dialog.reject()
