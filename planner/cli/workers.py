"""Who does the work of a back-test: this process, several processes, or a cluster of others."""

from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context

from planner.errors import UserError
from planner.texts import _

PATIENCE = "10s"


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


@contextmanager
def shared_out(workers: int, scheduler: str) -> Iterator[Executor | None]:
    """Open what rounds are shared out to; None plays them here.

    The result is the same with each. The workers of a cluster need the same
    version of this program.
    """
    if scheduler:
        with _cluster(scheduler) as executor:
            yield executor
    elif workers:
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
