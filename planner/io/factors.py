"""Layers of surroundings in: points, lines or areas, and nothing of what is written about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.errors import SafeguardError, UserError
from planner.io.layers import Layer, open_layer
from planner.io.persons import folded, is_personal
from planner.io.projections import plane_for, transformed
from planner.io.suggestions import Suggestion
from planner.io.tables import AS_FOUND, Writing
from planner.texts import _

# Places have telephones too. People a layer may be of, beside those of `persons`:
CONTACT = frozenset("email mail telefon phone telephone mobile telefono telefoon".split())  # noqa: SIM905
PEOPLE = frozenset(
    """
    gang gangs criminal criminals delinquent delinquents parolee parolees probationer probationers
    inmate inmates prisoner prisoners arrestees informant informants
    gefaehrder gefahrder haftlinge haeftlinge probanden kriminelle straftater straftaeter
    delinquant delinquants detenu detenus recidivistes
    delincuente delincuentes presos reclusos reincidentes
    gedetineerde gedetineerden criminelen recidivisten
    """.split()  # noqa: SIM905
)
KINDS = ("points", "lines", "areas")  # by dimension


class PersonLayerError(SafeguardError):
    """A layer shows where persons are."""

    code = "person_layer"

    def __init__(self, words: str) -> None:
        super().__init__(
            _("The layer was not imported."),
            _("It looks as if it shows persons: {words}.").format(words=words),
            _("Take layers of places only, such as bars, stations or parks."),
        )


class BadLayerError(UserError):
    """A layer has nothing that can be used."""

    code = "bad_layer"

    def __init__(self, path: Path, why: str, fix: str) -> None:
        super().__init__(_("The layer was not imported."), f"{path.name}: {why}", fix)


@dataclass(frozen=True, eq=False)
class ReadFactor:
    """Shapes in metres of `crs`, all of one of KINDS, and how many were left out."""

    shapes: NDArray[Any]
    kind: str
    crs: str
    source_crs: str
    left_out: int


def read_factor(
    path: Path, crs: str = "", writing: Writing = AS_FOUND, name: str = ""
) -> ReadFactor:
    """Read the shapes of a layer; `name` is what it is to be called.

    Raises
    ------
    PersonLayerError
        The name or a column speaks of suspects, offenders, victims or other persons.
    BadLayerError
        No projection is known, or no shape can be used.
    """
    import shapely

    layer = open_layer(path, writing, "")
    refuse_person_layer(layer, name)
    source = crs or layer.crs
    if not source:
        raise BadLayerError(
            path, _("its map projection is not known."), _("Name it, for example EPSG:25832.")
        )
    shapes, _columns = layer.read()
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    usable &= np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if not usable.any():
        raise BadLayerError(path, _("it has no shapes."), _("Choose another layer."))
    parts = shapely.get_parts(shapely.force_2d(shapes[usable]))
    dimension = shapely.get_dimensions(parts)
    kept = parts[dimension == dimension.max()]
    places = shapely.get_coordinates(kept)
    plane = plane_for(places[:, 0], places[:, 1], source)

    def move(there: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformed(there[:, 0], there[:, 1], source, plane))

    moved = np.asarray(shapely.transform(kept, move))
    left_out = int((~usable).sum()) + len(parts) - len(kept)
    return ReadFactor(moved, KINDS[int(dimension.max())], plane, source, left_out)


def taken_of(path: Path, writing: Writing = AS_FOUND) -> Mapping[str, Suggestion]:
    """Return which layer would be taken and how its texts are written, with what else may be."""
    return open_layer(path, writing, "").taken


def refuse_person_layer(layer: Layer, name: str) -> None:
    """Raise `PersonLayerError` if what a layer is called, or a column, speaks of persons."""
    titles = [word for word in (name, layer.path.stem, layer.name) if word]
    columns = [one for one in layer.columns if not CONTACT & set(folded(one).split())]
    found = [one for one in (*titles, *columns) if _speaks_of_persons(one)]
    if found:
        raise PersonLayerError(", ".join(dict.fromkeys(found)))


def _speaks_of_persons(words: str) -> bool:
    """Whether a title does; a column called "name" may well hold those of bars."""
    return is_personal(words, ["-"]) or bool(PEOPLE & set(folded(words).split()))
