"""What the hotspot part refuses, each with its words."""

from planner.errors import UserError
from planner.texts import _


class TooFewIncidentsError(UserError):
    """A forecast or a test has less data than it can use."""

    code = "too_few_incidents"

    def __init__(self, have: int, need: int) -> None:
        super().__init__(
            _("Nothing was worked out."),
            _("The chosen period and area hold {have} incidents and {need} are needed.").format(
                have=have, need=need
            ),
            _("Choose an earlier start, a later origin or a wider area."),
        )


class UnknownMethodError(UserError):
    """There is no method of that name."""

    code = "unknown_method"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(
            _("No forecast was made."),
            _("There is no method called {name}.").format(name=name),
            _("Choose one of: {known}.").format(known=", ".join(known)),
        )


class BadSettingError(UserError):
    """A setting of a method is unknown or out of range."""

    code = "bad_setting"

    def __init__(self, method: str, reason: str) -> None:
        super().__init__(
            _("No forecast was made."),
            _("The method {method} cannot use its settings: {reason}").format(
                method=method, reason=reason
            ),
            _("Correct the setting; the method's page lists them with their ranges."),
        )


class ShapeError(UserError):
    """A method does not work on cells of this shape."""

    code = "wrong_shape"

    def __init__(self, method: str, shape: str) -> None:
        super().__init__(
            _("No forecast was made."),
            _("The method {method} does not work on cells of the shape {shape}.").format(
                method=method, shape=shape
            ),
            _("Choose squares or hexagons, or another method."),
        )


class NothingToTestError(UserError):
    """No incident came after any origin, so nothing can be said."""

    code = "nothing_to_test"

    def __init__(self, origins: int) -> None:
        super().__init__(
            _("No back-test was made."),
            _("No incident of the study area follows any of the {n} origins.").format(n=origins),
            _("Choose origins within the period of the data."),
        )


class TooManyPairsError(UserError):
    """The bands are so wide that hundreds of millions of pairs would be listed."""

    code = "too_many_pairs"

    def __init__(self, pairs: int, reach: float) -> None:
        super().__init__(
            _("The near-repeat test was not made."),
            _("{pairs:,} pairs of incidents lie within {reach:g} m of each other.").format(
                pairs=pairs, reach=reach
            ),
            _("Choose narrower distance bands or a shorter period."),
        )
