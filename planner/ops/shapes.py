"""How records look to callers outside: a time and its zone are one value there too."""

from typing import Any

from planner.features.organiser.times import WallTime
from planner.ops.project import project
from planner.store.store import Store
from planner.texts import _

Values = dict[str, Any]


def session_values(values: Values) -> Values:
    """Return the fields of a session with `starts` and `ends` as local time, zone and UTC."""
    zone = values["zone"]
    for name in ("starts", "ends"):
        values[name] = _said(values.pop(f"{name}_local"), zone)
    return values


def _said(local: str | None, zone: str | None) -> Values | None:
    if not local:
        return None
    if not zone:
        return {"local": local, "zone": "", "utc": None}
    utc = WallTime.read(local, zone).utc
    return {"local": local, "zone": zone, "utc": f"{utc:%Y-%m-%dT%H:%M:%S}Z"}


def session_fields(store: Store, values: Values) -> Values:
    """Return fields from values in which `starts` and `ends` may be given as one value each."""
    fields = {name: value for name, value in values.items() if name not in ("starts", "ends")}
    for name in ("starts", "ends"):
        if name in values:
            local, zone = _local_and_zone(values[name])
            fields[f"{name}_local"] = local
            fields["zone"] = zone or fields.get("zone") or project(store).zone
    return fields


def _local_and_zone(value: Any) -> tuple[str, str]:
    if value is None:
        return "", ""
    if isinstance(value, str):
        return value, ""
    if isinstance(value, dict) and value.keys() <= {"local", "zone", "utc"}:
        return value.get("local") or "", value.get("zone") or ""
    raise TypeError(_("a time has to be an object with local and zone"))
