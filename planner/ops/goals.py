"""What one can do with goals: write them down first, and have back-tests judge them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col, select

from planner.errors import NotFoundError, UserError
from planner.features.hotspots.goals import SAME, Measured, measured, outcome
from planner.model.forecasts import Forecast, ForecastFields, ForecastRow
from planner.model.goals import TERMS, Goal, GoalFields, GoalRow
from planner.store import history
from planner.store.store import Store
from planner.texts import _

BASELINES = ("count", "random")


class MisfitError(UserError):
    """A back-test does not answer what the goal asks."""

    code = "misfit"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            _("The goal was not judged."),
            _("The back-test {name} does not fit the goal: {why}.").format(name=name, why=why),
            _("Keep a back-test with the incidents, horizon and coverage of the goal."),
        )


@dataclass(frozen=True)
class Wording:
    """What a goal said before somebody changed it, with the day and who changed it."""

    day: str
    who: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class GoalState:
    """A goal as it stands on a day; `days_left` is None without a review date.

    `late_changes` are earlier wordings that were given up after a forecast of
    the same incidents had been issued.
    """

    row: GoalRow
    days_left: int | None
    earlier: tuple[Wording, ...]
    late_changes: int

    @property
    def due(self) -> bool:
        """Whether somebody has to look at it: its day is over and nobody has judged since."""
        if self.days_left is None or self.days_left > 0:
            return False
        return str((self.row.figures or {}).get("judged_on", "")) <= self.row.review_date


def list_goals(store: Store, dataset: str | None = None) -> list[GoalRow]:
    """Return all goals, or those for one set of incidents; the first written comes first."""
    query = select(Goal).order_by(col(Goal.written_on), col(Goal.uid))
    if dataset is not None:
        query = query.where(Goal.dataset == dataset)
    return store.rows(query, GoalRow)


def write_goal(store: Store, fields: GoalFields, today: date | None = None) -> str:
    """Write a goal down, as of today."""
    day = (today or date.today()).isoformat()
    fresh = {"written_on": day, "outcome": "open", "figures": {}}
    with store.edit(_("new goal")) as edit:
        return edit.add(fields.model_copy(update=fresh))


def change_goal(store: Store, uid: str, seen: int | None = None, **values: Any) -> None:
    """Change the terms of a goal; what was judged by other terms is open again."""
    row = _goal(store, uid)
    if any(name in TERMS and getattr(row, name) != value for name, value in values.items()):
        values |= {"outcome": "open", "figures": {}}
    with store.edit(_("edit of goal"), seen) as edit:
        edit.change(GoalRow, uid, **values)


def remove_goal(store: Store, uid: str) -> None:
    with store.edit(_("removal of goal")) as edit:
        edit.remove(GoalRow, uid)


def state(store: Store, row: GoalRow, today: date | None = None) -> GoalState:
    """Return how a goal stands, with every earlier wording."""
    today = today or date.today()
    left = (date.fromisoformat(row.review_date) - today).days if row.review_date else None
    issued = _first_issued(store, row.dataset)
    earlier = [
        one
        for one in history.of_record(store, row.uid)
        if not one.life and one.before and set(one.before) & set(TERMS)
    ]
    late = sum(1 for one in earlier if issued and (one.at_utc, one.n) > issued)
    said = tuple(Wording(one.at_utc[:10], one.who, one.before or {}) for one in earlier)
    return GoalState(row, left, said, late)


def _first_issued(store: Store, dataset: str | None) -> tuple[str, int] | None:
    """Return when the first forecast of the incidents was kept, though it was removed since."""
    query = select(Forecast).where(Forecast.dataset == dataset, Forecast.kind == "forecast")
    moments = [
        (one.at_utc, one.n)
        for row in store.rows(query, ForecastRow, deleted=True)
        for one in history.of_record(store, row.uid)[:1]
    ]
    return min(moments, default=None)


def judge(
    store: Store, uid: str, backtest: str | None = None, today: date | None = None
) -> GoalRow:
    """Fill in whether a goal is reached, by a kept back-test or by the latest that fits.

    Without any that fits it cannot be told; after the review date it says stop.

    Raises
    ------
    MisfitError
        The named back-test is about other incidents, days or shares of the area.
    """
    row = _goal(store, uid)
    chosen = _chosen(store, row, backtest)
    values = _judgement(store, row, chosen, chosen.uid if chosen else "", today or date.today())
    with store.edit(_("judgement of a goal")) as edit:
        edit.change(GoalRow, uid, **values)
    return _goal(store, uid)


def judge_all(store: Store, backtest: str | None = None, today: date | None = None) -> None:
    """Judge every goal in one step, each as `judge` does; a named back-test judges what it fits."""
    day = today or date.today()
    named = _kept(store, backtest) if backtest else None
    judged = {}
    for row in list_goals(store):
        if named is None:
            chosen = next(iter(_fitting(store, row)), None)
        elif misfit(row, named):
            continue
        else:
            chosen = named
        judged[row.uid] = _judgement(store, row, chosen, chosen.uid if chosen else "", day)
    with store.edit(_("judgement of goals")) as edit:
        for uid, values in judged.items():
            edit.change(GoalRow, uid, **values)


def judgements(
    store: Store, fields: ForecastFields, today: date | None = None
) -> dict[str, dict[str, Any]]:
    """Return what a back-test about to be kept says of each goal it fits, by the goal's uid."""
    fitting = [row for row in list_goals(store, fields.dataset or "") if not misfit(row, fields)]
    day = today or date.today()
    return {row.uid: _judgement(store, row, fields, "", day) for row in fitting}


def misfit(goal: GoalFields, backtest: ForecastFields) -> str:
    """Say why a back-test does not answer the goal; nothing if it does."""
    if None in (goal.measure, goal.threshold, goal.coverage, goal.horizon_days):
        return _("the terms of the goal are withheld")
    if backtest.kind != "backtest":
        return _("it is no back-test")
    if backtest.dataset != goal.dataset:
        return _("it plays other incidents")
    if abs(backtest.horizon_days - goal.horizon_days) > SAME:
        return _("it looks {days:g} days ahead").format(days=backtest.horizon_days)
    if _measured(goal, backtest) is None:
        return _("it has no such figure for {share:g} % of the area").format(
            share=100 * goal.coverage
        )
    return ""


def method_of(backtest: ForecastFields) -> str:
    """Return the method a back-test is about: the named one, or the first that is no baseline."""
    names = list(backtest.summary.get("methods", {}))
    if backtest.method in names:
        return backtest.method
    return next((name for name in names if name not in BASELINES), "count")


def _goal(store: Store, uid: str) -> GoalRow:
    row = store.row(GoalRow, uid)
    if row is None:
        raise NotFoundError("goal", uid)
    return row


def _measured(goal: GoalFields, backtest: ForecastFields) -> Measured | None:
    """Read the figure; figures that another app wrote in another form count as none."""
    try:
        document, method = backtest.summary, method_of(backtest)
        return measured(document, goal.measure, goal.coverage, method)
    except (KeyError, TypeError, AttributeError):
        return None


def _fitting(store: Store, goal: GoalRow) -> list[ForecastRow]:
    """Return the kept back-tests that answer the goal, the latest first."""
    query = select(Forecast).where(Forecast.kind == "backtest", Forecast.dataset == goal.dataset)
    rows = store.rows(query.order_by(col(Forecast.origin).desc()), ForecastRow)
    return [row for row in rows if not misfit(goal, row)]


def _chosen(store: Store, goal: GoalRow, backtest: str | None) -> ForecastRow | None:
    if backtest is None:
        return next(iter(_fitting(store, goal)), None)
    row = _kept(store, backtest)
    if why := misfit(goal, row):
        raise MisfitError(row.name, why)
    return row


def _kept(store: Store, uid: str) -> ForecastRow:
    row = store.row(ForecastRow, uid)
    if row is None:
        raise NotFoundError("forecast", uid)
    return row


def _judgement(
    store: Store, goal: GoalRow, backtest: ForecastFields | None, uid: str, today: date
) -> dict[str, Any]:
    found = _measured(goal, backtest) if backtest else None
    others = [_measured(goal, row) for row in _fitting(store, goal)]
    gains = any(one.gains for one in (found, *others) if one)
    if found:
        found = Measured(found.method, found.value, found.low, found.high, gains)
    review = date.fromisoformat(goal.review_date) if goal.review_date else None
    figures: dict[str, Any] = {"judged_on": today.isoformat(), "gains": gains}
    if backtest and found:
        protocol = backtest.summary["protocol"]
        figures |= {
            "backtest": uid,
            "name": backtest.name,
            "method": found.method,
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "from": protocol["from"],
            "to": protocol["to"],
        }
    return {"outcome": outcome(goal.threshold, found, review, today), "figures": figures}
