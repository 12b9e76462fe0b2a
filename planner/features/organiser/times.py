"""Wall times: a local time and an IANA zone are one value, said and checked together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from planner.errors import UserError
from planner.texts import _, mark

MONTHS = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


class UnknownZoneError(UserError):
    """A zone is not an IANA name; an abbreviation such as CEST is none."""

    code = "unknown_zone"

    def __init__(self, zone: str) -> None:
        super().__init__(
            _("The time was not understood."),
            _("“{zone}” is not the name of a time zone.").format(zone=zone),
            _("Use a name of the form Europe/Brussels."),
        )


def zone_info(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownZoneError(name) from None


@dataclass(frozen=True)
class WallTime:
    """What a clock on the wall shows in a zone; of two equal times the first is meant."""

    local: datetime
    zone: str

    @classmethod
    def read(cls, local: str, zone: str) -> "WallTime":
        """Take ISO 8601 text without an offset and an IANA name."""
        zone_info(zone)
        return cls(datetime.fromisoformat(local).replace(tzinfo=None), zone)

    @property
    def aware(self) -> datetime:
        return self.local.replace(tzinfo=zone_info(self.zone))

    @property
    def utc(self) -> datetime:
        return self.aware.astimezone(UTC)

    @property
    def abbreviation(self) -> str:
        """What people call the zone at that time, such as CEST or UTC+3; for showing only."""
        name = self.aware.tzname() or ""
        if name[:1] not in "+-":
            return name
        hours, minutes = name[:3].replace("+0", "+").replace("-0", "-"), name[3:]
        return f"UTC{hours}{':' if minutes else ''}{minutes}"

    @property
    def impossible(self) -> bool:
        """Return whether the clocks jump over this time in spring."""
        back = self.utc.astimezone(zone_info(self.zone))
        return back.replace(tzinfo=None) != self.local

    @property
    def ambiguous(self) -> bool:
        """Return whether the clocks show this time twice in autumn."""
        return not self.impossible and self._second.utcoffset() != self.aware.utcoffset()

    @property
    def _second(self) -> datetime:
        return self.aware.replace(fold=1)

    def after_jump(self) -> datetime:
        """Return the local time the clocks really show when this impossible time is meant."""
        return self.utc.astimezone(zone_info(self.zone)).replace(tzinfo=None)


def problem(time: WallTime) -> str:
    """Return what is wrong with a time in one sentence, or nothing."""
    said = {"time": f"{time.local:%H:%M}", "day": say_day(time.local), "zone": time.zone}
    if time.impossible:
        return _(
            "{time} does not exist on {day} in {zone}: the clocks go forward to {next}."
        ).format(next=f"{time.after_jump():%H:%M}", **said)
    if time.ambiguous:
        return _(
            "{time} comes twice on {day} in {zone}: the clocks go back. The first one is meant."
        ).format(**said)
    return ""


def say_day(day: datetime) -> str:
    return _("{day} {month} {year}").format(
        day=day.day, month=_(MONTHS[day.month - 1]), year=day.year
    )


def say(starts: WallTime, ends: datetime | None = None, also: Sequence[str] = ()) -> str:
    """Say a time so that nobody in another zone can misread it.

    ``25 June 2026, 11:00–12:30 CEST (Europe/Brussels) = 10:00 BST London``; of
    the zones in `also` those with another clock at that time are added.
    """
    end = "" if ends is None else f"–{ends:%H:%M}"
    if ends is not None and ends.date() != starts.local.date():
        end = f" – {say_day(ends)}, {ends:%H:%M}"
    said = f"{say_day(starts.local)}, {starts.local:%H:%M}{end} {starts.abbreviation}"
    said = f"{said} ({starts.zone})"
    for zone in also:
        said += _elsewhere(starts, zone)
    return said


def _elsewhere(starts: WallTime, zone: str) -> str:
    local = starts.utc.astimezone(zone_info(zone)).replace(tzinfo=None)
    if local == starts.local:
        return ""
    there = WallTime(local, zone)
    day = "" if local.date() == starts.local.date() else f"{say_day(local)}, "
    place = "" if zone in ("UTC", "Etc/UTC") else f" {zone.rpartition('/')[2].replace('_', ' ')}"
    return f" = {day}{local:%H:%M} {there.abbreviation}{place}"


def length(starts: WallTime, ends: WallTime) -> timedelta:
    """Return how long it really takes, clock changes counted."""
    return ends.utc - starts.utc
