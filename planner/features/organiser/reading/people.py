"""A line such as "Dr. Ada Ek, Head of Unit, City Police TBC" into who, what and where."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from planner.features.organiser.reading.lines import Piece
from planner.features.organiser.reading.words import (
    CREDENTIAL,
    HONORIFIC,
    JOB,
    NO_NAME,
    ORGANISATION,
    PARTICLES,
    SOMEBODY,
    TBC,
    fold,
)
from planner.model.drafts import Found, PersonDraft

_TBC = re.compile(rf"[\s,;–-]*[(\[]?\s*{TBC}\s*[)\]]?[\s.]*")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?:(?:tel|telefon|telefono|telefoon|phone|mob|mobile)\.?\s*:?\s*)?(?P<number>(?:\+"
    r"|00)\d[\d\s()/.-]{6,}\d|\b0\d[\d\s()/.-]{6,}\d)"
)
_HONORIFIC = re.compile(rf"(?:{HONORIFIC}\b\.?(?:-(?=\w))?\s*)+", re.IGNORECASE)
_CREDENTIAL = re.compile(rf"\s*(?:{CREDENTIAL})\s*", re.IGNORECASE)
_JOB = re.compile(rf"\b{JOB}\b")
_ORGANISATION = re.compile(rf"\b{ORGANISATION}\b")
_NO_NAME = re.compile(rf"\b{NO_NAME}\b")
_JOINED = re.compile(r"\s(?:and|&|et|und|y|en)\s")
_DIVIDER = re.compile(r"\s[–—-]\s|\s?\|\s?|\s/\s|:\s|\s?[(\[]|\s(?:from|of the)\s(?=[A-Z])")
_LETTER = re.compile(r"[^\W\d_]")
MOST_WORDS = 7


@lru_cache(maxsize=8192)
def sortable(name: str) -> str:
    """Return a name without titles and degrees, for sorting and comparing; never for showing."""
    parts = [p for p in name.split(",") if not _CREDENTIAL.fullmatch(fold(p))]
    plain = ",".join(parts).strip()
    found = _HONORIFIC.match(fold(plain))
    rest = plain[found.end() :].strip() if found else plain
    words = (rest or plain).split()
    while len(words) > 1 and _CREDENTIAL.fullmatch(fold(words[-1])):
        words.pop()
    return " ".join(words)


def looks_like_person(name: str) -> bool:
    """Return whether `name` may be a person's: two or more capitalised words, no office."""
    plain = sortable(name)
    words = plain.split()
    alone = plain != name.strip() and len(words) == 1
    if not (1 < len(words) <= MOST_WORDS or alone) or re.search(r"[\d?!@:;&%]", plain):
        return False
    folded = fold(plain)
    if (
        _NO_NAME.search(folded)
        or _ORGANISATION.search(folded)
        or re.match(rf"{SOMEBODY}\b", folded)
    ):
        return False
    ends = [bool(_JOB.fullmatch(w)) for w in (folded.split()[0], folded.split()[-1])]
    if ends[1] or (ends[0] and len(words) <= 2):  # noqa: PLR2004  ("Programme Manager" is an office)
        return False
    capital = [w for w in words if not PARTICLES.fullmatch(w)]
    return len(capital) >= (1 if alone else 2) and all(_name_word(w) for w in capital)


def _name_word(word: str) -> bool:
    letters = _LETTER.findall(word)
    first = re.sub(r"^(?:[dl]['’]|['’]t)", "", word)[:1]
    return bool(letters) and first.isalpha() and first == first.upper()


@dataclass(frozen=True)
class _Bare:
    """A line without its TBC mark, address and number."""

    piece: Piece
    tbc: bool
    email: Found
    phone: Found


def read_people(line: Piece, role: str = "speaker") -> list[PersonDraft]:
    """Return who a line names: mostly one; two that are joined by "and" share their affiliation."""
    bare = _strip(line)
    unnamed = re.match(rf"{TBC}[\s,–-]*", fold(line.text))
    if unnamed or not bare.piece:
        return [_placeholder(line, bare.piece, role)] if bare.tbc else []
    name, rest = _split(bare.piece)
    two = _two_names(name)
    if two:
        return [_person(part, rest, replace_contact(bare, n), role) for n, part in enumerate(two)]
    return [_person(name, rest, bare, role)]


def is_person_line(line: Piece) -> bool:
    """Return whether a line is clearly "name, affiliation" and not a sentence or a heading."""
    bare = _strip(line)
    name, rest = _split(bare.piece)
    said = bool(rest or bare.email or bare.phone or bare.tbc)
    sentence = line.text.endswith((".", "?", "!")) and not bare.tbc and len(line.text.split()) > 12  # noqa: PLR2004
    return said and not sentence and (looks_like_person(name.text) or bool(_two_names(name)))


def is_tbc(line: Piece) -> bool:
    return bool(_TBC.search(fold(line.text)))


def replace_contact(bare: _Bare, number: int) -> _Bare:
    """One address on a line of two people belongs to nobody in particular."""
    return bare if number == 0 else replace(bare, email=Found(), phone=Found())


def _strip(line: Piece) -> _Bare:
    piece, email = _take(line, _EMAIL)
    piece, phone = _take(piece, _PHONE, "number")
    folded = fold(piece.text)
    found = _TBC.search(folded)
    if found:
        before, after = piece.part(0, found.start()), piece.part(found.end())
        joint = ", " if before and after else ""
        piece = (
            before
            if not after
            else Piece(
                before.text + joint + after.text,
                (*before.at, *([after.at[0]] * len(joint)), *after.at),
            )
        )
    return _Bare(piece, bool(found), email, phone)


def _take(piece: Piece, pattern: re.Pattern[str], group: str | int = 0) -> tuple[Piece, Found]:
    found = pattern.search(piece.text)
    if not found:
        return piece, Found()
    before, after = piece.part(0, found.start()), piece.part(found.end())
    text = re.sub(r"[\s(<\[:–-]+$", "", before.text)
    text = re.sub(r"(?:e-?mail|mailto|courriel|correo|tel)\.?$", "", text, flags=re.IGNORECASE)
    rest = re.sub(r"^[\s)>\].]+", "", after.text)
    left = before.part(0, len(text))
    right = after.part(len(after.text) - len(rest))
    joint = ", " if left and right else ""
    kept = Piece(
        left.text + joint + right.text, (*left.at, *(right.at[:1] * len(joint)), *right.at)
    )
    return kept, piece.part(found.start(group), found.end(group)).found()


def _split(piece: Piece) -> tuple[Piece, Piece]:
    """Return the name, with its degrees, and the rest of the line."""
    comma = piece.text.find(",")
    divider = _DIVIDER.search(piece.text)
    if divider and (comma < 0 or divider.start() < comma):
        bracket = divider.group().strip() in ("(", "[")
        start = divider.end() - 1 if bracket else divider.end()
        return piece.part(0, divider.start()), _unbracketed(piece.part(start))
    while comma >= 0 and (degree := _CREDENTIAL.match(fold(piece.text), comma + 1)):
        if degree.end() < len(piece.text) and piece.text[degree.end()] not in ",(-–":
            break
        comma = degree.end() if piece.text[degree.end() : degree.end() + 1] == "," else -1
        if comma < 0:
            return piece.part(0, degree.end()), _unbracketed(piece.part(degree.end()))
    return (piece, Piece("", ())) if comma < 0 else (piece.part(0, comma), piece.part(comma + 1))


def _unbracketed(rest: Piece) -> Piece:
    """Return ``City (CC)`` for ``(City (CC))``; brackets that do not hold it all stay."""
    depth = 0
    for place, char in enumerate(rest.text):
        depth += (char in "([") - (char in ")]")
        if depth == 0:
            whole = place > 0 and place == len(rest.text.rstrip(" .")) - 1
            return rest.part(1, place) if whole else rest
    return rest.part(1) if depth else rest


def _two_names(name: Piece) -> list[Piece]:
    found = _JOINED.search(fold(name.text))
    if not found:
        return []
    parts = [name.part(0, found.start()), name.part(found.end())]
    return parts if all(looks_like_person(p.text) for p in parts) else []


def _person(name: Piece, rest: Piece, bare: _Bare, role: str) -> PersonDraft:
    status = "tbc" if bare.tbc else "confirmed"
    if not looks_like_person(name.text):
        whole = bare.piece
        kind = "placeholder"
        if _ORGANISATION.search(fold(whole.text)) and not _somebody(whole.text):
            kind = "organisation"
        return PersonDraft(kind, whole.found("likely"), role, status)
    job, organisation = _job_and_place(rest)
    return PersonDraft(
        "person",
        name.found(),
        role,
        status,
        job.found("likely"),
        organisation.found("likely"),
        rest.found(),
        bare.email,
        bare.phone,
    )


def _somebody(text: str) -> bool:
    return bool(re.match(rf"{SOMEBODY}\b", fold(text)))


def _placeholder(line: Piece, rest: Piece, role: str) -> PersonDraft:
    return PersonDraft(
        "placeholder", line.found("likely"), role, "tbc", affiliation=rest.found("likely")
    )


def _job_and_place(rest: Piece) -> tuple[Piece, Piece]:
    """Tell the job from the organisation; what is neither stays in the affiliation only."""
    head, comma, _after = rest.text.partition(",")
    job = Piece("", ())
    if _is_job(head):
        job, rest = rest.part(0, len(head)), rest.part(len(head) + len(comma))
    abbreviated = re.match(r"[^,(]+(?:,[^,(]+)??\s\([A-Z][\w-]{1,11}\)(?=\s?,)", rest.text)
    return job, rest.part(0, abbreviated.end()) if abbreviated else rest


def _is_job(text: str) -> bool:
    job, place = _JOB.search(fold(text)), _ORGANISATION.search(fold(text))
    return job is not None and (place is None or job.start() < place.start())


def with_affiliation(person: PersonDraft, line: Piece) -> PersonDraft:
    """Return the person with the affiliation of the next line."""
    job, organisation = _job_and_place(line)
    return replace(
        person,
        job_title=job.found("likely"),
        organisation=organisation.found("likely"),
        affiliation=line.found(),
    )
