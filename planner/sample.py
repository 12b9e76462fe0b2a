"""The sample project: real titles, dates, incidents and areas; made-up persons."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from planner.model.assessments import AssessmentFields, RiskRatingFields
from planner.model.followups import ActionFields, NoteFields
from planner.model.forecasts import ForecastFields
from planner.model.sessions import ParticipationFields, SessionFields
from planner.ops import (
    assessments,
    backtests,
    datasets,
    followups,
    forecasts,
    imports,
    participations,
    programmes,
    questions,
    sessions,
)
from planner.ops import project as projects
from planner.ops.project import WorkingCopy
from planner.paths import resources
from planner.progress import Progress, Silent
from planner.store.store import Store
from planner.texts import _

TITLE = "Riverside prevention council"
YEAR = 2020
BURGLARIES = "Residential burglary 2016–2017"
AREAS = "Community areas"
ORIGIN = np.datetime64("2017-12-25", "s")
FIRST_ORIGIN = np.datetime64("2017-06-26", "s")
WEEK = 7.0
CELL_M = 250.0
PARTS = 5
FRIDAY = 4


def new_sample(path: Path | None = None, progress: Progress | None = None) -> WorkingCopy:
    """Build the sample project; with a `path` it is saved there."""
    told = progress or Silent()
    work = projects.new_project(None, TITLE)
    try:
        build(work.store, told)
        work.begin()
        if path:
            work.save_as(path)
    except BaseException:
        work.discard()
        raise
    return work


def build(store: Store, progress: Progress) -> None:
    """Fill an empty project by the same operations that people use."""
    progress.step(0, PARTS, _("programme"))
    add_programme(store)
    add_follow_up(store, date.today())
    progress.step(1, PARTS, _("assessments"))
    add_assessments(store, date.today())
    progress.step(2, PARTS, _("areas and incidents"))
    add_data(store)
    progress.step(3, PARTS, _("forecast and back-test"))
    add_forecasts(store)
    store.begin_here()
    progress.step(PARTS, PARTS)


def _file(name: str) -> Path:
    return resources() / "sample" / name


def add_programme(store: Store) -> None:
    draft = programmes.read_programme(programmes.read_text(_file("programme.txt")))
    programmes.give_year(draft, YEAR)
    programmes.import_programme(store, draft, "programme.txt")
    for row in sessions.list_sessions(store):
        sessions.change_session(store, row.uid, status="held", format="web", language="English")


def add_follow_up(store: Store, today: date) -> None:
    """Plan a session two weeks ahead, so that there is something to come."""
    first = sessions.list_sessions(store)[0]
    starts = datetime.combine(workday(today, 14), time(10))
    uid = sessions.add_session(
        store,
        SessionFields(
            title=_("Follow-up: what the two sessions left open"),
            subtitle=_("Bias in data, house rules for chat groups"),
            series=first.series,
            starts_local=starts.isoformat(),
            ends_local=(starts + timedelta(minutes=90)).isoformat(),
            zone="Europe/Brussels",
            status="planned",
            format="web",
            language="English",
        ),
    )
    questions.add_question(store, uid, _("Which of our data say where police looked?"))
    questions.add_question(store, uid, _("What would make us stop a pilot?"))
    speaker = ParticipationFields(session=uid, placeholder=_("Data protection officer"))
    participations.add_participation(store, speaker.model_copy(update={"status": "tbc"}))
    due = workday(today, 5).isoformat()
    task = ActionFields(text=_("Confirm the speaker of the follow-up"), due=due, about=uid)
    followups.add_action(store, task)
    followups.add_note(store, NoteFields(text=_("Bring the back-test table."), about=uid))


def workday(today: date, days: int) -> date:
    """Return the first day from Monday to Friday that is at least `days` ahead."""
    day = today + timedelta(days=days)
    return day + timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)


def add_assessments(store: Store, today: date) -> None:
    for case in yaml.safe_load(_file("assessments.yaml").read_text("utf-8")):
        _add_assessment(store, case, today)


def _add_assessment(store: Store, case: Mapping[str, Any], today: date) -> None:
    said = {name: case[name] for name in ("title", "description", "checklist", "stance")}
    fields = AssessmentFields(**said, forms=case["forms"], stage=case["stage"])
    uid = assessments.start(store, fields)
    for item, (value, evidence, note) in case["answers"].items():
        assessments.answer(store, uid, item, value=value, evidence=evidence, note=note)
    for risk, (likelihood, severity, confidence) in case["ratings"].items():
        rating = RiskRatingFields(
            assessment=uid,
            risk=risk,
            likelihood=likelihood,
            severity=severity,
            confidence=confidence,
        )
        assessments.rate_risk(store, rating)
    for text, owner, days, _item in case["actions"]:
        due = workday(today, days).isoformat()
        followups.add_action(store, ActionFields(text=text, owner=owner, due=due, about=uid))


def add_data(store: Store) -> None:
    layer = imports.look_at_areas(_file("chicago_community_areas.gpkg"))
    areas = imports.read_area_layer(layer, layer.choice())
    origin = {"source": "City of Chicago, via geodaData", "licence": "public data"}
    imports.keep_areas(store, areas, AREAS, **origin)
    fixed = {"x": "x", "y": "y", "date": "date", "crs": "EPSG:26971"}
    looked = imports.look(
        _file("chicago_burglary_2016_2017.csv"), fixed=fixed, near=datasets.known_places(store)
    )
    found = imports.read(looked.table, looked.suggested.choice())
    imports.keep_incidents(
        store,
        found,
        BURGLARIES,
        offence_type=_("residential burglary"),
        discovered_by="public",
        source="City of Chicago data portal, via tobydavies/NearRepeat",
        licence="MIT",
    )


def add_forecasts(store: Store) -> None:
    """Issue a forecast for the last week and keep half a year of weekly back-tests."""
    dataset = datasets.find_dataset(store, BURGLARIES)
    area_set = datasets.find_area_set(store, AREAS)
    incidents = datasets.incidents(store, dataset)
    cells = forecasts.study_cells(
        "square", CELL_M, datasets.areas(store, area_set, dataset.crs), incidents
    )
    chosen = forecasts.configured("ewcount", {})
    fields = ForecastFields(
        name=_("Burglary, last week of 2017"),
        dataset=dataset.uid,
        area_set=area_set.uid,
        cell_m=CELL_M,
        method=chosen.name,
        parameters=chosen.model_dump(mode="json"),
        origin=str(ORIGIN),
        horizon_days=WEEK,
        dataset_digest=dataset.digest,
    )
    days = backtests.origins(FIRST_ORIGIN, ORIGIN - np.timedelta64(7, "D"), WEEK)
    plan = backtests.plan([(chosen.name, chosen)], days, WEEK)
    done = backtests.backtest(plan, incidents, cells, Silent())
    made = forecasts.forecast(chosen, incidents, cells, (ORIGIN, WEEK), Silent())
    coverage = fields.coverage
    trial = backtests.trial_facts(done, chosen.name, coverage)
    summary = forecasts.facts(made, coverage) | {"trial": trial}
    issued = backtests.calibrated(done, chosen.name, made)
    forecasts.issue(store, fields.model_copy(update={"summary": summary}), issued)
    named = fields.model_copy(update={"name": _("Back-test, second half of 2017")})
    backtests.keep_backtest(store, named, done)
