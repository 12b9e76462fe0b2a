"""A programme text becomes records once, however often it is brought in."""

import json

import pytest

from planner.cli.main import main
from planner.errors import UserError
from planner.features.organiser.times import UnknownZoneError
from planner.model.contacts import PersonFields
from planner.ops import contacts, participations, programmes, questions, sessions
from tests.organiser import texts

TEXT = texts.FRENCH


@pytest.fixture
def page(shared_data):
    return shared_data.parent / "content" / "webconference_programme.txt"


def bring_in(store, text=TEXT, **options):
    draft = programmes.read_programme(text, **options)
    if draft.asks_year:
        programmes.give_year(draft, 2020)
    return programmes.import_programme(store, draft, "programme.txt")


def everything(store):
    people = [part for s in sessions.list_sessions(store) for part in people_of(store, s.uid)]
    return (
        [row.title for row in sessions.list_series(store)],
        [row.title for row in sessions.list_sessions(store)],
        people,
        [row.name for row in contacts.list_persons(store)],
        [row.name for row in contacts.list_organisations(store)],
    )


def people_of(store, session):
    return [(p.name, p.row.role, p.row.status) for p in participations.list_people(store, session)]


def test_an_import_keeps_what_the_text_says(store):
    bring_in(store)
    first, second = sessions.list_sessions(store)

    assert (first.title, first.subtitle) == (
        "La vidéoprotection intelligente",
        "promesse ou risque ?",
    )
    assert (first.starts_local, first.ends_local) == ("2020-06-25T11:00:00", "2020-06-25T12:30:00")
    assert (first.zone, first.status) == ("Europe/Paris", "planned")
    assert [q.text for q in questions.list_questions(store, first.uid)] == [
        "Quels usages dans les villes européennes ?",
        "Quelles garanties pour les libertés ?",
    ]
    assert people_of(store, second.uid) == [("Zoé Lambert", "speaker", "confirmed")]
    assert sessions.list_series(store)[0].sponsor == "PREVIS"


def test_a_second_import_adds_nothing(store):
    first = bring_in(store)
    before = everything(store)

    second = bring_in(store)

    assert (second.added, second.updated, second.unchanged) == (0, 0, first.added)
    assert second.known == first.counts
    assert everything(store) == before


def test_one_undo_takes_an_import_back(store):
    bring_in(store)
    store.undo()

    assert everything(store) == ([], [], [], [], [])


def test_a_preview_counts_and_changes_nothing(store):
    draft = programmes.read_programme(TEXT)

    outcome = programmes.preview(store, draft)

    assert outcome.counts["session"] == 2
    assert everything(store) == ([], [], [], [], [])
    assert store.undo_label is None


def test_what_people_wrote_is_not_overwritten_but_the_difference_is_told(store):
    bring_in(store)
    first = sessions.list_sessions(store)[0]
    sessions.change_session(store, first.uid, starts_local="2020-06-25T14:00", description="Ours")

    outcome = bring_in(store)

    row = sessions.session(store, first.uid)
    assert (row.starts_local, row.description) == ("2020-06-25T14:00:00", "Ours")
    assert any("2020-06-25T14:00:00 stays" in warning for warning in outcome.warnings)


def test_empty_fields_are_filled(store):
    bring_in(store)
    first = sessions.list_sessions(store)[0]
    sessions.change_session(store, first.uid, subtitle="")

    outcome = bring_in(store)

    assert outcome.updated == 1
    assert sessions.session(store, first.uid).subtitle == "promesse ou risque ?"


def test_a_question_that_is_new_in_the_text_is_added(store):
    bring_in(store)

    outcome = bring_in(
        store, TEXT.replace("- Quelles garanties", "- Qui décide ?\n- Quelles garanties")
    )

    assert outcome.added == 1


def test_a_namesake_is_never_taken_for_the_same_person(store):
    contacts.add_person(store, PersonFields(name="Luc Bernard", job_title="Baker"))

    outcome = bring_in(store)

    assert len(contacts.homonyms(store, "Luc Bernard")) == 2
    assert any("Luc Bernard" in warning for warning in outcome.warnings)


def test_the_same_address_is_the_same_person(store):
    contacts.add_person(store, PersonFields(name="Hélène Petit", email="Helene.Petit@example.org"))
    bring_in(store)

    assert len(contacts.homonyms(store, "Hélène Petit")) == 1


def test_a_value_that_is_left_out_is_not_imported(store):
    draft = programmes.read_programme(TEXT)
    draft.sessions[0].questions[0].keep = False
    draft.sessions[1].title.keep = False

    outcome = programmes.import_programme(store, draft)

    assert outcome.skipped == 2
    assert outcome.counts["session"] == 1
    assert outcome.counts["question"] == 1


def test_a_corrected_value_is_imported_as_corrected(store):
    draft = programmes.read_programme(TEXT)
    draft.sessions[0].title.value = "Caméras"

    programmes.import_programme(store, draft)

    assert sessions.list_sessions(store)[0].title == "Caméras"


def test_a_day_that_does_not_exist_is_rejected_with_its_line(store):
    draft = programmes.read_programme("S\n\nSession 1\nX\n29 February, 11:00 CET")
    programmes.give_year(draft, 2021)

    outcome = programmes.import_programme(store, draft)

    assert outcome.rejected[0]["row"] == 5
    assert sessions.list_sessions(store)[0].starts_local == ""


def test_a_day_without_a_time_is_kept_as_a_note(store):
    for _again in range(2):
        outcome = bring_in(store, "S\n\nSession 1\nX\n25 June 2020")

    assert outcome.added == 0
    assert any("2020-06-25" in warning for warning in outcome.warnings)


@pytest.mark.parametrize("text", ["", "Dear all,\n\nsee you.", "25 % of 300"])
def test_a_text_without_sessions_is_refused(store, text):
    with pytest.raises(programmes.NothingFoundError):
        bring_in(store, text)


def test_an_unknown_zone_is_refused():
    with pytest.raises(UnknownZoneError):
        programmes.read_programme(TEXT, zone="CEST")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_whatever_it_was_saved_with(tmp_path, encoding):
    path = tmp_path / "programme.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))

    assert programmes.read_text(path) == TEXT


@pytest.mark.parametrize("data", [b"%PDF-1.7 x", b"PK\x03\x04\x00\x00", b"a" * (3 << 20)])
def test_a_file_that_is_no_text_is_refused(tmp_path, data):
    path = tmp_path / "programme.txt"
    path.write_bytes(data)

    with pytest.raises(UserError):
        programmes.read_text(path)


def run(capsys, *argv):
    code = main([*map(str, argv), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_real_page_gives_the_records_it_holds(project_file, page, capsys):
    code, outcome = run(capsys, "import", "programme", project_file, page, "--year", "2020")

    assert code == 0
    assert outcome["counts"] == {
        "series": 1,
        "session": 2,
        "question": 8,
        "organisation": 4,
        "person": 5,
        "participation": 5,
    }
    found = run(capsys, "list", project_file, "session")[1]
    assert {s["starts"]["utc"] for s in found} == {"2020-06-25T09:00:00Z", "2020-07-21T09:00:00Z"}
    roles = [p["role"] for p in run(capsys, "list", project_file, "participation")[1]]
    assert sorted(roles) == ["contact", *["speaker"] * 4]


def test_a_missing_year_is_exit_code_2_with_a_hint(project_file, page, capsys):
    code, answer = run(capsys, "import", "programme", project_file, page)

    assert code == 2
    assert "--year" in answer["error"]["hint"]


def test_a_dry_run_changes_nothing(project_file, page, capsys):
    before = project_file.read_bytes()

    code, outcome = run(
        capsys, "import", "programme", project_file, page, "--year", "2020", "--dry-run"
    )

    assert (code, outcome["added"]) == (0, 25)
    assert project_file.read_bytes() == before


def test_a_zone_that_is_said_is_no_longer_to_be_confirmed(project_file, page, capsys):
    argv = ["import", "programme", project_file, page, "--year", "2020", "--zone", "Europe/Rome"]
    outcome = run(capsys, *argv)[1]

    assert outcome["warnings"] == []
    zones = {s["starts"]["zone"] for s in run(capsys, "list", project_file, "session")[1]}
    assert zones == {"Europe/Rome"}


def test_a_text_is_read_in_the_encoding_that_is_named(project_file, tmp_path, capsys):
    path = tmp_path / "programme.txt"
    path.write_bytes("Session 1: Łódź\n25 June 2020, 11:00\n".encode("cp1250"))
    argv = ["import", "programme", project_file, path]

    assert run(capsys, *argv, "--encoding", "no-such")[0] == 2
    assert run(capsys, *argv, "--encoding", "cp1250")[0] == 0
    assert [s["title"] for s in run(capsys, "list", project_file, "session")[1]] == ["Łódź"]
