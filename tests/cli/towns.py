"""Projects with incidents in them, for commands about forecasts."""

import json

import numpy as np

from planner.cli.main import main
from planner.io.incidents import ReadIncidents
from planner.ops import imports
from planner.ops.project import open_project

UTM = "EPSG:32633"


def with_incidents(file, town, name="Burglary", **more):
    """Keep the arrays of `town` in the project `file` and save it."""
    row = np.arange(len(town), dtype=np.int32)
    found = ReadIncidents(town.t, row, town.x, town.y, crs=UTM, source_crs=UTM)
    work = open_project(file, private=True)
    imports.keep_incidents(work.store, found, name, **more)
    work.save()
    work.discard()
    return file


def told(capsys, *argv):
    """Run a command with --json and return its exit code and document."""
    code = main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)
