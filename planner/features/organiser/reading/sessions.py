"""The lines of one session sorted into title, time, description, questions and people."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from planner.features.organiser.reading.blocks import Block, is_heading, label_of
from planner.features.organiser.reading.lines import Line, Piece
from planner.features.organiser.reading.people import (
    is_person_line,
    is_tbc,
    looks_like_person,
    read_people,
    with_affiliation,
)
from planner.features.organiser.reading.when import (
    When,
    is_time_line,
    is_when_line,
    names_month,
    read_when,
)
from planner.features.organiser.reading.words import QUESTIONS, SESSION, SPEAKERS, fold
from planner.model.drafts import Found, PersonDraft

_LINK = re.compile(r"https?://[^\s<>\"”)]+")
_LEAD_IN = re.compile(r"(?:^|(?<=[.!?…]\s))[^.!?]*:$")
_ASKS = re.compile(rf"\b{QUESTIONS}\b")
_NAMES = re.compile(rf"\b{SPEAKERS}\b")
_SESSION_LABEL = re.compile(rf"{SESSION}\s?:\s")
_SUBTITLE = re.compile(r"\s[–—-]\s|(?<=\w)\s?:\s|\s\|\s")
_ONLINE = re.compile(r"\b(?:online|zoom|webex|teams|webinar|en ligne|en linea|virtual|virtuell)\b")
_ACRONYM = re.compile(r"[A-Z]{2,5}\s[A-Z][a-z]")
QUESTION_LENGTH = 400
SHORT = 60


@dataclass
class Sorted:
    """What the lines of a block turned out to be."""

    titles: list[Piece] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    questions: list[Piece] = field(default_factory=list)
    people: list[PersonDraft] = field(default_factory=list)
    contacts: list[PersonDraft] = field(default_factory=list)
    link: Piece = field(default_factory=lambda: Piece("", ()))
    format: Found = field(default_factory=Found)
    section: str = ""
    bulleted: bool = False


def sort_lines(block: Block) -> Sorted:
    done = Sorted()
    if block.heading:
        _take_heading(done, block.heading)
    rest = _take_titles(done, block.lines)
    for n, line in enumerate(rest):
        for rule in _RULES:
            if rule(done, line, rest[n + 1 : n + 2]):
                break
        else:
            done.section = "" if done.section in ("questions", "people") else done.section
            done.body.append(line)
    return done


def _take_heading(done: Sorted, piece: Piece) -> None:
    """Take a title, and the time that may be written beside it."""
    label = _SESSION_LABEL.match(fold(piece.text))
    piece = piece.part(label.end()) if label else piece
    name, rest = label_of(Line(piece))
    piece = rest if name == "title" and rest else piece
    found = read_when(piece)
    if found and (found.time or (found.day and is_when_line(piece))):
        done.whens.append(found)
        piece = found.rest
    title, *cells = [cell for cell in _cells(piece) if cell] or [piece]
    if title:
        done.titles.append(title)
    for cell in cells:
        if is_person_line(cell) or is_tbc(cell):
            done.people.extend(read_people(cell))
        else:
            done.body.append(Line(cell))


def _cells(piece: Piece) -> list[Piece]:
    """Return the cells of a row of a table."""
    cuts = [m.start() for m in re.finditer(r"\s\|\s", piece.text)]
    return [piece.part(a, b) for a, b in zip([0, *cuts], [*cuts, None], strict=True)]


def _take_titles(done: Sorted, lines: list[Line]) -> list[Line]:
    """Take the headings at the start, around the line that says when; return the other lines."""
    n = 0
    while n < len(lines) and len(done.titles) < 2:  # noqa: PLR2004  (title and subtitle)
        line = lines[n]
        if is_when_line(line.piece) or is_time_line(line.piece):
            if done.titles and done.whens:
                break
            _take_when(done, line.piece)
        elif _may_be_title(done, line, lines[n + 1 : n + 2]):
            _take_heading(done, line.piece)
        else:
            break
        n += 1
    return lines[n:]


def _may_be_title(done: Sorted, line: Line, following: list[Line]) -> bool:
    if not is_heading(line) and not (line.mark.isdigit() and not done.titles):
        return False
    if not done.titles:
        return True
    alone = line.gap and done.whens
    after_time = bool(done.whens) and not following
    return not (alone or after_time or is_person_line(line.piece) or _LINK.search(line.text))


def _take_when(done: Sorted, piece: Piece) -> None:
    found = read_when(piece)
    if found is None:
        return
    done.whens.append(found)
    online = _ONLINE.search(fold(piece.text))
    if online:
        done.format = Found("web", *_span(piece, online), "likely")
    if found.rest and not done.titles and not online:
        _take_heading(done, found.rest)
    elif found.rest and not (online and len(found.rest.text) < 40):  # noqa: PLR2004
        done.body.append(Line(found.rest))


def _span(piece: Piece, found: re.Match[str]) -> tuple[int, int]:
    return piece.at[found.start()], piece.at[found.end() - 1] + 1


def _rule_label(done: Sorted, line: Line, _next: list[Line]) -> bool:
    name, rest = label_of(line)
    if not name or name in ("dates", "details", "title"):
        return False
    if name == "links":
        return _rule_link(done, line, _next)
    done.section = {"moderators": "moderator", "speakers": "people"}.get(name, name)
    done.bulleted = False
    if rest:
        _take_inline(done, rest)
    return True


def _take_inline(done: Sorted, rest: Piece) -> None:
    """Take what follows a label on its own line; people may be divided by semicolons."""
    if done.section == "questions":
        done.questions.append(rest)
        return
    role = {"moderator": "moderator", "contacts": "contact"}.get(done.section, "speaker")
    target = done.contacts if role == "contact" else done.people
    for part in _people_parts(rest):
        target.extend(read_people(part, role))


def _people_parts(rest: Piece) -> list[Piece]:
    """Divide at semicolons, or behind closing brackets: ``Ada Ek (X), Bo Ek (Y)``."""
    cuts = [m.end() for m in re.finditer(r";", rest.text)]
    if not cuts:
        cuts = [m.end() for m in re.finditer(r"\)(?:,| and| et| und| y| en|\s&)\s", rest.text)]
    if not cuts:
        names = rest.text.split(",")
        if len(names) > 1 and all(looks_like_person(name.strip()) for name in names):
            cuts = [m.end() for m in re.finditer(",", rest.text)]
    parts = [rest.part(a, b) for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
    return [_without_and(p) for p in parts if p]


def _without_and(piece: Piece) -> Piece:
    found = re.search(r"(?<=\))\s(?:and|et|und|y|en|&)$", piece.text)
    return piece.part(0, found.start()) if found else piece


def _rule_when(done: Sorted, line: Line, _next: list[Line]) -> bool:
    """Take the first day and, for a day without a time, the time on a line of its own."""
    has_day = any(w.day for w in done.whens)
    has_time = any(w.time for w in done.whens)
    wanted = is_time_line if has_day and not has_time else is_when_line
    if wanted(line.piece) and not (has_day and has_time):
        _take_when(done, line.piece)
        return True
    return False


def _rule_link(done: Sorted, line: Line, _next: list[Line]) -> bool:
    found = _LINK.search(line.text)
    if not found or len(line.text) - len(found.group()) > 60:  # noqa: PLR2004
        return False
    if not done.link:
        done.link = line.piece.part(found.start(), found.end())
        return True
    return False


def _rule_lead_in(done: Sorted, line: Line, following: list[Line]) -> bool:
    """Let a sentence that announces questions or people open their section."""
    found = _LEAD_IN.search(line.text)
    if not found or not following or not (following[0].bulleted or line.text == found.group()):
        return False
    words = fold(found.group())
    asks = _ASKS.search(words) or following[0].text.endswith("?")
    names = _NAMES.search(words) and is_person_line(following[0].piece)
    if not (asks or names):
        return False
    done.section, done.bulleted = ("people" if names else "questions"), False
    before = line.piece.part(0, found.start())
    if before:
        done.body.append(Line(before, line.mark, line.gap, line.indent))
    return True


def _rule_question(done: Sorted, line: Line, _next: list[Line]) -> bool:
    if len(line.text) > QUESTION_LENGTH:
        return False
    asks = re.search(r"\?[\s)»”\"’*]*$", line.text)
    person = _is_next_person(done, line)
    listed = done.section == "questions" and line.bulleted and not person
    begun = done.section == "questions" and not done.bulleted and not is_heading_gap(line)
    if not (asks or listed or (begun and not person)):
        return False
    done.bulleted = done.bulleted or line.bulleted
    done.section = "questions"
    done.questions.append(line.piece)
    return True


def _is_next_person(done: Sorted, line: Line) -> bool:
    """Return whether people begin in a list of questions: after a gap, or where none is asked."""
    if not (is_person_line(line.piece) or is_tbc(line.piece)):
        return False
    return line.gap or (bool(done.questions) and done.questions[-1].text.endswith("?"))


def is_heading_gap(line: Line) -> bool:
    """Return whether a line stands apart like the start of something else."""
    return line.gap and not line.bulleted


def _rule_person(done: Sorted, line: Line, _next: list[Line]) -> bool:
    if done.section == "contacts" or _is_contact(done, line):
        return _take_contact(done, line)
    listed = done.section in ("people", "moderator")
    if listed and _is_affiliation(done, line):
        done.people[-1] = with_affiliation(done.people[-1], line.piece)
        return True
    clear = is_person_line(line.piece)
    ends = listed and done.bulleted and is_heading_gap(line)
    tbc = line.bulleted and is_tbc(line.piece) and not names_month(line.text)
    short = len(line.text) <= QUESTION_LENGTH // 2
    named = listed and short and not ends and not _is_sentence(line)
    if not (named or (short and (clear or tbc))):
        return False
    role = "moderator" if done.section == "moderator" else "speaker"
    done.people.extend(_with_role(line.piece, role))
    done.bulleted = done.bulleted or line.bulleted
    done.section = done.section if listed else "people"
    return True


def _with_role(piece: Piece, role: str) -> list[PersonDraft]:
    parts = _people_parts(piece) if ";" in piece.text else [piece]
    return [person for part in parts for person in read_people(part, role)]


def _is_sentence(line: Line) -> bool:
    return line.text.endswith((".", "!")) and len(line.text.split()) > 12 and not is_tbc(line.piece)  # noqa: PLR2004


def _is_affiliation(done: Sorted, line: Line) -> bool:
    """Return whether a line below a bare name says where that person works."""
    if not done.people or line.mark or line.gap or is_person_line(line.piece):
        return False
    last = done.people[-1]
    plain = last.kind == "person" and not last.affiliation
    named = looks_like_person(line.text) and not _ACRONYM.match(line.text)
    return plain and not named and not _is_sentence(line)


def _is_contact(done: Sorted, line: Line) -> bool:
    """Return whether a person below a bulleted list, with an address, is there to be asked."""
    if not (is_person_line(line.piece) and is_heading_gap(line) and done.bulleted):
        return False
    person = read_people(line.piece)[0]
    return bool(person.email or person.phone)


def _take_contact(done: Sorted, line: Line) -> bool:
    if done.contacts and (line.gap or _is_sentence(line)):
        done.section = ""
        return False
    merge_contact(done.contacts, line.piece)
    return True


def merge_contact(contacts: list[PersonDraft], piece: Piece) -> None:
    """Add a contact, or give the last one the address, number or job on a line of its own."""
    people = [p for p in read_people(piece, "contact") if p.kind != "placeholder" or not contacts]
    if people and people[0].kind == "person":
        contacts.extend(people)
        return
    found = read_people(Piece("X Y, ", (piece.at[0],) * 5) + piece, "contact")
    if not contacts or not found:
        return
    last, more = contacts[-1], found[0]
    contacts[-1] = replace(
        last,
        job_title=last.job_title or more.job_title,
        organisation=last.organisation or more.organisation,
        affiliation=last.affiliation or more.affiliation,
        email=last.email or more.email,
        phone=last.phone or more.phone,
    )


_RULES: tuple[Callable[[Sorted, Line, list[Line]], bool], ...] = (
    _rule_label,
    _rule_when,
    _rule_link,
    _rule_lead_in,
    _rule_question,
    _rule_person,
)


def read_titles(done: Sorted) -> tuple[Found, Found]:
    """Return title and subtitle; one line may hold both, divided by a dash or a colon."""
    if not done.titles:
        return Found(), Found()
    first, *more = done.titles
    if more:
        return first.found(), more[0].found()
    divider = _SUBTITLE.search(first.text)
    if divider is None:
        return first.found(), Found()
    return first.part(0, divider.start()).found(), first.part(divider.end()).found()


def read_body(body: list[Line]) -> Found:
    """Return the description: paragraphs divided by an empty line, lists kept as lists."""
    text = ""
    for line in body:
        listed = line.bulleted or len(line.text) < SHORT
        between = "" if not text else "\n" if listed and not line.gap else "\n\n"
        text += between + ("• " if line.bulleted else "") + line.text
    if not body:
        return Found()
    return Found(text, body[0].piece.at[0], body[-1].piece.at[-1] + 1)
