"""Why a value is refused, in our words."""

from typing import Any

from pydantic import BaseModel, ValidationError

from planner.texts import _, mark

REASONS = {
    "missing": mark("This is needed."),
    "string_too_short": mark("Write at least {min_length} character(s)."),
    "string_too_long": mark("Write at most {max_length} characters."),
    "greater_than": mark("Use a number above {gt}."),
    "greater_than_equal": mark("Use a number from {ge} on."),
    "less_than": mark("Use a number below {lt}."),
    "less_than_equal": mark("Use a number up to {le}."),
    "int_type": mark("Use a whole number."),
    "int_parsing": mark("Use a whole number."),
    "int_from_float": mark("Use a whole number."),
    "float_parsing": mark("Use a number."),
    "choice": mark("Choose one of: {known}."),
    "zone": mark("Use the name of a time zone, for example Europe/Brussels."),
    "stamp": mark("Write the date as year-month-day, for example 2026-06-25."),
}


def reasons(fields_type: type[BaseModel], values: dict[str, Any]) -> dict[str, str]:
    """Return the reason each bad field is refused, by field name."""
    try:
        fields_type.model_validate(values)
    except ValidationError as bad:
        return {
            str(e["loc"][0]) if e["loc"] else "": _reason(e["type"], e["msg"], e.get("ctx", {}))
            for e in bad.errors()
        }
    return {}


def _reason(code: str, message: str, values: dict[str, Any]) -> str:
    return _(REASONS[code]).format(**values) if code in REASONS else message
