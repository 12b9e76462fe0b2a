"""A large project that two people edited apart: records of many kinds, edits, removals.

What a unit of work holds is the mixture of a real project: sessions with their
people and questions, contacts, answers and ratings of assessments, actions and
notes. A third of the changes edit what was there, some of it what the other
side edits too; one record in forty is removed.
"""

from random import Random
from zlib import crc32

from planner.model.assessments import AnswerFields, AnswerRow, AssessmentFields, RiskRatingFields
from planner.model.contacts import OrganisationFields, PersonFields, PersonRow
from planner.model.followups import ActionFields, NoteFields, NoteRow
from planner.model.records import kind_of
from planner.model.sessions import ParticipationFields, QuestionFields, SessionFields, SessionRow

SYLLABLES = [c + v for c in "bdfghklmnprstvwz" for v in ("a", "e", "i", "o", "u", "ei", "an", "er")]
UNITS_OF_A_STEP = 25
TURNS_OF_A_STEP = 400
COMMON = 250
FIELD_EDITED = {SessionRow: "subtitle", PersonRow: "job_title", AnswerRow: "note", NoteRow: "text"}
ABOUT = "What three cities learned from it, and what they would do otherwise. " * 3


def changes(store):
    [(number,)] = store.connection().execute("SELECT count(*) FROM rep_change")
    return number


def grow(store, number, who):
    """Add records of all kinds until there are `number` more changes."""
    end, unit = changes(store) + number, 0
    while changes(store) < end:
        with store.edit(f"work of {who}") as edit:
            for _turn in range(UNITS_OF_A_STEP):
                unit += 1
                add_unit(edit, f"{who} {unit}")


def add_unit(edit, name):
    """Add a dozen records: some seventy changes."""
    police = edit.add(OrganisationFields(name=f"Police of {invented(name)}", country="BE"))
    session = edit.add(
        SessionFields(
            title=f"Session {name}",
            starts_local="2026-06-25T11:00:00",
            ends_local="2026-06-25T12:30:00",
            zone="Europe/Brussels",
            description=ABOUT,
        )
    )
    for number in range(2):
        called = invented(f"{number} {name}")
        person = edit.add(
            PersonFields(
                name=called,
                email=f"{called.replace(' ', '.')}@example.org".lower(),
                phone=f"+32 2 {crc32(called.encode())}",
                organisation=police,
                job_title="Analyst",
            )
        )
        edit.add(ParticipationFields(session=session, person=person, affiliation="Police"))
        edit.add(QuestionFields(session=session, text=f"Question {number} of {name}?"))
    assessment = edit.add(AssessmentFields(title=f"Assessment {name}", description=ABOUT))
    for item in "ABC":
        edit.add(AnswerFields(assessment=assessment, item=item, value="partly", reason="So far."))
    edit.add(
        RiskRatingFields(assessment=assessment, risk="R1", assessor=name, likelihood=2, severity=3)
    )
    edit.add(ActionFields(text=f"Ask {name}", about=session))
    edit.add(NoteFields(text=f"Note on {name}", about=session))


def invented(seed):
    """Return a name of two words that nobody else has."""
    drawn = Random(seed)
    words = ("".join(drawn.choices(SYLLABLES, k=drawn.randint(2, 4))) for _word in range(2))
    return " ".join(words).title()


def revise(store, number, who, seed):
    """Edit and remove records until there are `number` more changes.

    Every tenth turn takes one of the first records of its kind, where everybody
    else edits too: people with different seeds disagree about these.
    """
    end, drawn = changes(store) + number, Random(seed)
    records = {row: alive(store, row) for row in FIELD_EDITED}
    while changes(store) < end:
        with store.edit(f"edits of {who}") as edit:
            for turn in range(TURNS_OF_A_STEP):
                row = drawn.choice(list(FIELD_EDITED))
                among = records[row]
                place = drawn.randrange(COMMON if turn % 10 == 0 else len(among))
                if turn % 40 == 1:
                    edit.remove(row, among.pop(place))
                else:
                    value = f"{who} {drawn.random()}"
                    edit.change(row, among[place], **{FIELD_EDITED[row]: value})


def alive(store, row):
    sql = f"SELECT uid FROM {kind_of(row).name} WHERE state = 'alive' ORDER BY uid"
    return [uid for (uid,) in store.connection().execute(sql)]
