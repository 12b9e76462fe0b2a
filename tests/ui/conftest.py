"""Fixtures for tests that show widgets."""

import pytest

from ui.theme.theme import dress


@pytest.fixture(scope="session")
def qapp(qapp):
    """The application in its own clothes, so that tests see what people see."""
    dress(qapp, "light")
    return qapp


@pytest.fixture
def bench(qapp, store):
    from ui.shell.workbench import Workbench

    bench = Workbench(store)
    yield bench
    bench.close()
