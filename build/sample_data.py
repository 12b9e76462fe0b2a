"""Make the incident and area files of the sample project from the original data sets.

Run by hand when the originals change: ``python build/sample_data.py ../shared/data``.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

SAMPLE = Path(__file__).parent.parent / "resources" / "sample"
METRES = "EPSG:26971"
SIMPLER_BY = 25.0


def incidents(source: Path) -> None:
    """Write the burglaries of 2016 and 2017, to the metre."""
    found = pd.read_csv(source / "burglary_2014_2017.csv")
    found["date"] = pd.to_datetime(found["date_single"], format="%d/%m/%Y")
    found = found[found["date"] >= "2016-01-01"].sort_values("date", kind="stable")
    for axis in ("x", "y"):
        found[axis] = found[axis].round().astype(int)
    target = SAMPLE / "chicago_burglary_2016_2017.csv"
    found[["x", "y", "date"]].to_csv(target, index=False, lineterminator="\n")


def areas(source: Path) -> None:
    """Write the community areas with name and residents, outlines simplified together."""
    meta, _, wkb, columns = pyogrio.raw.read(source / "ComArea_ACS14_f.shp")
    fields = dict(zip(meta["fields"], columns, strict=True))
    turn = pyproj.Transformer.from_crs("EPSG:4326", METRES, always_xy=True)
    metric = shapely.transform(
        shapely.from_wkb(wkb), lambda xy: np.column_stack(turn.transform(*xy.T))
    )
    simple = shapely.coverage_simplify(shapely.set_precision(metric, 1.0), SIMPLER_BY)
    names = np.array([str(name).title() for name in fields["community"]], dtype=object)
    order = np.argsort(fields["ComAreaID"])
    pyogrio.raw.write(
        SAMPLE / "chicago_community_areas.gpkg",
        geometry=shapely.to_wkb(shapely.set_precision(simple, 1.0))[order],
        field_data=[
            fields["ComAreaID"][order].astype(np.int32),
            names[order],
            fields["Pop2014"][order].astype(np.int32),
        ],
        fields=["number", "name", "residents_2014"],
        geometry_type="Unknown",
        crs=METRES,
        driver="GPKG",
        layer="community_areas",
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1]) / "chicago"
    incidents(folder)
    areas(folder)
