"""Where the reader is."""

from PySide6.QtCore import QTimeZone

from planner.ops import preferences


def own_zone() -> str:
    """Return the zone that times are also said in: the person's choice, else the computer's."""
    return preferences.preferences().zone or QTimeZone.systemTimeZoneId().toStdString()
