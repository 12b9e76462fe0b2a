"""The two commands: what they install, what they say, and what they never do."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).parent.parent


def pins(lock):
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;]+)", (ROOT / lock).read_text("utf-8"), re.M))


@pytest.fixture
def commands(monkeypatch, tmp_path):
    """What would have been run, in a folder of its own; everything succeeds."""
    asked = []

    def call(*command, **_settings):
        asked.append([str(word) for word in command])
        return 0

    (tmp_path / ".venv").mkdir()
    for name in (dev.APP_LOCK, dev.DEV_LOCK, "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "installed")
    monkeypatch.setattr(dev, "call", call)
    monkeypatch.setattr(dev, "make_qt_load", lambda: None)
    return asked


def test_the_apps_lock_is_part_of_the_developers_lock():
    assert pins(dev.APP_LOCK).items() <= pins(dev.DEV_LOCK).items()


def test_every_dependency_is_pinned_and_every_pin_has_a_hash():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"]}
    blocks = re.split(r"^(?=[a-z])", (ROOT / dev.APP_LOCK).read_text("utf-8"), flags=re.M)

    assert wanted <= pins(dev.APP_LOCK).keys()
    assert all("--hash=sha256:" in block for block in blocks if "==" in block)


@pytest.mark.parametrize("lock", [dev.APP_LOCK, dev.DEV_LOCK])
def test_a_lock_names_no_address(lock):
    assert "://" not in (ROOT / lock).read_text("utf-8")


def test_a_second_start_installs_nothing(commands):
    dev.set_up(dev.APP_LOCK)
    assert commands

    commands.clear()
    dev.set_up(dev.APP_LOCK)

    assert commands == []


def test_the_developers_environment_also_runs_the_app(commands):
    dev.set_up(dev.DEV_LOCK)
    commands.clear()

    dev.set_up(dev.APP_LOCK)

    assert commands == []


def test_a_changed_lock_installs_into_the_same_environment(commands):
    dev.set_up(dev.APP_LOCK)
    commands.clear()
    (dev.ROOT / dev.APP_LOCK).write_text("another==1.0\n", "utf-8")

    dev.set_up(dev.APP_LOCK)

    assert commands
    assert not [command for command in commands if "venv" in command]


def test_where_uv_fails_pip_is_asked(commands, monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(
        dev, "call", lambda *words, **_: commands.append(words) or int(words[0] == "/bin/uv")
    )

    dev.install(dev.APP_LOCK)

    assert [words[0] == "/bin/uv" for words in commands] == [True, False, False]


def test_what_cannot_be_installed_is_said_with_a_next_step(commands, monkeypatch, capsys):
    monkeypatch.setattr(dev, "call", lambda *words, **_: int("venv" not in words))

    assert dev.main(["setup"]) == 1

    assert "Check the network" in capsys.readouterr().err
    assert not dev.STAMP.exists()


def test_an_old_python_is_refused_by_name(monkeypatch, capsys):
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2, "final", 0))

    assert dev.main(["run"]) == 1

    assert "needs 3.11 to 3.14" in capsys.readouterr().err


def test_without_a_screen_the_app_tests_itself(commands, monkeypatch, capsys):
    monkeypatch.setattr(dev, "has_screen", lambda: False)

    assert dev.main(["run"]) == 0

    assert commands[-1][1:] == ["self-test"]
    assert "no screen" in capsys.readouterr().out


def test_with_a_screen_the_sample_project_opens(commands, monkeypatch):
    monkeypatch.setattr(dev, "has_screen", lambda: True)

    dev.main(["run"])

    assert commands[-1][1:] == ["--sample"]


def test_the_checks_stop_at_the_first_that_fails(commands, monkeypatch, capsys):
    def call(*words, **_settings):
        commands.append([str(word) for word in words])
        return int("mypy" in str(words[0]))

    dev.set_up(dev.DEV_LOCK)
    commands.clear()
    monkeypatch.setattr(dev, "call", call)

    assert dev.main(["test"]) == 1

    assert [Path(command[0]).stem for command in commands] == ["ruff", "ruff", "mypy"]
    assert "check of types failed" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there is no apt-get on Windows")
def test_missing_libraries_are_named_to_those_who_may_not_install_them(monkeypatch):
    monkeypatch.setattr(dev, "qt_trouble", lambda: "libGL.so.1: cannot open shared object file.")
    monkeypatch.setattr(dev, "has_screen", lambda: False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)

    with pytest.raises(dev.StopError, match=r"sudo apt-get install libglib2.0-0 libgl1"):
        dev.make_qt_load()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no apt-get on Windows")
def test_root_gets_the_missing_libraries(monkeypatch):
    troubles = iter(["libGL.so.1: cannot open shared object file.", ""])
    asked = []
    monkeypatch.setattr(dev, "qt_trouble", lambda: next(troubles))
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0)
    monkeypatch.setattr(dev, "call", lambda *words, **_: asked.append(words))

    dev.make_qt_load()

    assert [words[:2] for words in asked] == [("apt-get", "update"), ("apt-get", "install")]
    assert "libgl1" in asked[-1]


def test_settings_that_lead_python_astray_are_left_behind(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    settings = dev.environment(QT_QPA_PLATFORM="offscreen")

    assert not {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE"} & settings.keys()
    assert settings["QT_QPA_PLATFORM"] == "offscreen"
    assert "PATH" in settings
