"""What a person has chosen is kept whole, and what cannot be used falls back."""

import pytest
from pydantic import ValidationError

from planner.ops import preferences as ops
from planner.ops.project import change_project, new_project
from planner.paths import user_data
from planner.store import backups
from planner.store.preferences import path


def test_what_was_chosen_is_there_at_the_next_start():
    ops.change_preferences(look="dark", author="Ada")
    ops.change_preferences(date_style="iso")

    chosen = ops.preferences()
    assert (chosen.look, chosen.author, chosen.date_style) == ("dark", "Ada", "iso")
    assert ops.author().label == "Ada"


def test_nothing_is_kept_of_a_refused_choice():
    ops.change_preferences(look="dark")
    with pytest.raises(ValidationError):
        ops.change_preferences(look="pink")
    with pytest.raises(TypeError):
        ops.change_preferences(taste="good")

    assert ops.preferences().look == "dark"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"number": 99, "values": {}}'])
def test_a_file_that_cannot_be_read_means_the_defaults(text):
    path().parent.mkdir(parents=True)
    path().write_text(text)

    assert ops.preferences() == ops.Preferences()


def test_one_impossible_value_does_not_lose_the_others():
    path().parent.mkdir(parents=True)
    path().write_text('{"number": 0, "values": {"look": "pink", "author": "Ada"}}')

    assert (ops.preferences().look, ops.preferences().author) == ("system", "Ada")


def test_backups_go_to_the_chosen_folder_while_it_is_there(tmp_path):
    chosen = tmp_path / "copies"
    chosen.mkdir()
    ops.change_preferences(backups=str(chosen))
    work = new_project(tmp_path / "project.usp", "Test")
    change_project(work.store, title="Riverside")
    work.save()
    uid = work.store.project_uid
    work.close()

    assert len(list((chosen / uid).glob("*.usp"))) == 1
    (chosen / uid).rename(tmp_path / "gone")
    chosen.rmdir()
    assert backups.folder(uid) == user_data() / "backups" / uid


def test_only_languages_with_texts_are_offered():
    assert ops.languages()[0] == "en"
    assert {"de", "es", "fr", "nl"} <= set(ops.languages())
