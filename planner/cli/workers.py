"""Who does the work of a back-test: this process, several processes, or a cluster of others."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from typing import Annotated

import typer

from planner.errors import UserError
from planner.texts import _

Workers = Annotated[
    int | None, typer.Option(min=0, help="Processes; 0 uses none. [default: by size]")
]

PATIENCE = "10s"
PAYS_FROM = 2_000_000
"""Cells forecast in all from which processes pay, though each reads all libraries anew."""


class NoClusterProgramsError(UserError):
    """The optional extra `cluster` is not installed."""

    code = "no_cluster_programs"

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was done."),
            _("This installation cannot work with clusters."),
            _("Install the extra “cluster” (see the guide), or leave out --scheduler."),
        )


class ClusterError(UserError):
    """No scheduler answers at the address."""

    code = "cluster_not_reached"

    def __init__(self, address: str) -> None:
        super().__init__(
            _("Nothing was done."),
            _("No Dask scheduler answers at {address}.").format(address=address),
            _("Write its address as tcp://HOST:PORT, and look whether it is running."),
        )


def processes(cells_in_all: int) -> int:
    """Return how many processes a back-test of this size gets: all processors, or none."""
    return (os.cpu_count() or 0) if cells_in_all >= PAYS_FROM else 0


@contextmanager
def shared_out(workers: int | None, scheduler: str, cells_in_all: int) -> Iterator[Executor | None]:
    """Open what rounds are shared out to; None plays them here.

    The result is the same with each. The workers of a cluster need the same
    version of this program.
    """
    if scheduler:
        with _cluster(scheduler) as executor:
            yield executor
    elif workers := processes(cells_in_all) if workers is None else workers:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
            yield executor
    else:
        yield None


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise NoClusterProgramsError from None
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError(address) from None
    with client, client.get_executor(pure=False) as executor:
        yield executor
