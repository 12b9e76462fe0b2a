"""Print what a run of the benchmarks measured: by size, with growth, and beside peers.

``python dev.py bench`` runs both. Growth is the exponent of the size: 1 means
that twice the incidents take twice as long.
"""

import json
import sys
from collections import defaultdict
from itertools import pairwise
from math import log
from pathlib import Path

SIZE = "n"


def lines(found):
    """Return the report on a file of pytest-benchmark, as lines."""
    info = found["machine_info"]
    told = [f"{info['cpu'].get('brand_raw', info['processor'])}, Python {info['python_version']}"]
    groups = defaultdict(lambda: defaultdict(list))
    for one in found["benchmarks"]:
        settings = dict(one["params"] or {})
        size = settings.pop(SIZE, 0)
        name = ", ".join(str(value) for value in settings.values()) or one["name"].partition("[")[0]
        groups[one["group"] or one["name"]][name].append((size, one))
    for group, rows in groups.items():
        told += ["", group]
        told += [f"  {name:24s} {row(sized)}" for name, sized in rows.items()]
    return told


def row(sized):
    """Return the times of one task at all its sizes, the growth between them, and what else."""
    ordered = sorted(sized, key=lambda pair: pair[0])
    times = [
        f"{one['stats']['min']:.3f} s{f' ({size:,})' if size else ''}{more(one['extra_info'])}"
        for size, one in ordered
    ]
    growth = [
        f"{log(b['stats']['min'] / a['stats']['min']) / log(n / m):.2f}"
        for (m, a), (n, b) in pairwise(ordered)
        if m and n > m
    ]
    return "  ".join(times) + (f"  growth {', '.join(growth)}" if growth else "")


def more(extra):
    """Return ratios and memory noted beside a time."""
    names = {"ratio": " ratio {:.0f}", "cpu_s": " CPU {:.2f} s", "peak_mb": " {:.0f} MB"}
    return "".join(text.format(extra[name]) for name, text in names.items() if name in extra)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines(json.loads(Path(sys.argv[1]).read_text("utf-8")))) + "\n")
