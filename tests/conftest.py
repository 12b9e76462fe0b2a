"""Fixtures for every test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A busy machine is no reason to fail: how long a test takes is measured in benchmarks.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """No test reads or writes this user's own files."""
    monkeypatch.setenv("USP_HOME", str(tmp_path / "home"))


@pytest.fixture
def store():
    """An empty project in memory."""
    from planner.store.files import in_memory

    store = in_memory("Test project")
    yield store
    store.close()


@pytest.fixture
def project_file(tmp_path):
    """An empty project saved as a file."""
    from planner.ops.project import new_project

    path = tmp_path / "project.usp"
    new_project(path, "Test project").close()
    return path


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data, which lives beside a checkout of the project."""
    folder = Path(os.environ.get("USP_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the real data sets are not beside this checkout")
    return folder
