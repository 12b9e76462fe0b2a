"""The text of a programme into a draft of series, sessions and people. Nothing is invented."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from planner.features.organiser.reading.blocks import (
    Block,
    is_heading,
    is_signpost,
    is_table_head,
    label_of,
    split,
)
from planner.features.organiser.reading.lines import Line, Piece, normalise, read_lines
from planner.features.organiser.reading.people import is_person_line
from planner.features.organiser.reading.sessions import (
    Sorted,
    merge_contact,
    read_body,
    read_titles,
    sort_lines,
)
from planner.features.organiser.reading.when import When, is_when_line, read_when
from planner.features.organiser.reading.words import fold, language
from planner.features.organiser.reading.zones import find_zones, meant, suggested
from planner.features.organiser.years import with_years
from planner.model.drafts import Certainty, Found, PersonDraft, ProgrammeDraft, SessionDraft
from planner.texts import _

_PAID = (
    r"(?:is|was|are|est|wird|wurde|es|esta|wordt|werd|has been|a ete|ha sido)\s(?:\S+\s){0,2}?"
    r"(?:co-?)?(?:financed|funded|supported|finance|soutenu|gefordert|finanziert|kofinanziert"
    r"|cofinance|financiado|cofinanciado|gefinancierd|medegefinancierd)e?\b"
    r"|(?:has received|receives|a recu|beneficie|erhalt|ha recibido|recibe|ontvangt)\s\S*\s?"
    r"(?:funding|financement|fordermittel|forderung|financiacion|financiering|subsidie)"
)
_PROJECT = re.compile(
    rf"^(?:(?:the|le|la|das|der|die|el|het|de)\s)?"
    rf"(?:(?:project|projet|projekt|proyecto)\s[\"“„«']?\s?(?P<name>.{{2,80}}?)[\"”“»']?"
    rf"|(?P<name2>\S.{{0,80}}?)[\s-](?:project|projet|projekt|proyecto))\s(?:{_PAID})"
)
_SPONSOR = re.compile(
    r"^(?:(?:sponsors?|sponsored by|funded by|financed by|co-?funded by|with the support of"
    r"|supported by"
    r"|finance par|cofinance par|avec le soutien de|avec le soutien du|parraine par"
    r"|gefordert durch|gefordert von|finanziert durch|mit unterstutzung von|mit unterstutzung der"
    r"|financiado por|con el apoyo de|patrocinado por|gefinancierd door"
    r"|met steun van)\b\s?:?\s+)(?P<name>\S.*?)\.?$"
)
_THIS_PROJECT = frozenset({"this", "ce", "dieses", "dies", "este", "dit", "our", "the"})
FOOT_LENGTH = 400


@dataclass
class _Foot:
    """What concerns the whole programme, wherever in the text it stands."""

    sponsor: Found = field(default_factory=Found)
    contacts: list[PersonDraft] = field(default_factory=list)
    rest: list[Line] = field(default_factory=list)


def read_programme(text: str, today: date, zone: str = "") -> ProgrammeDraft:
    """Read any text; what it does not say stays empty.

    `zone` is the zone the person wants where the text allows it. A year the
    text does not give is left open (`ProgrammeDraft.asks_year`).
    """
    text = normalise(text)
    foot = _Foot()
    lines = _without_foot(read_lines(text), foot)
    before, blocks = split(lines)
    title, description, shared = _head(before, foot)
    sorted_blocks = [sort_lines(block) for block in blocks]
    spoken = language(text)
    asked = _Zones(text, spoken, zone)
    sessions = tuple(_session(done, shared, asked) for done in sorted_blocks)
    for done in sorted_blocks:
        foot.contacts += done.contacts
    draft = ProgrammeDraft(
        text, title, description, foot.sponsor, _unique(foot.contacts), sessions, spoken
    )
    draft = with_years(draft, today)
    return replace(draft, unused=tuple(_unused(draft, lines, foot)))


def _without_foot(lines: list[Line], foot: _Foot) -> list[Line]:
    kept = []
    for line in lines:
        if sponsor := _sponsor(line):
            foot.sponsor = foot.sponsor or sponsor
        elif line.mark == ">":
            _take_foot(foot, line)
        else:
            kept.append(line)
    return kept


def _take_foot(foot: _Foot, line: Line) -> None:
    name, rest = label_of(line)
    if is_person_line(rest) or (name == "contacts" and rest):
        merge_contact(foot.contacts, rest)
    else:
        foot.rest.append(line)


def _sponsor(line: Line) -> Found:
    """Return who or what pays, from a line that says so."""
    folded = fold(line.text)
    if len(folded) > FOOT_LENGTH:
        return Found()
    for pattern in (_PROJECT, _SPONSOR):
        if found := pattern.match(folded):
            group = "name2" if found.groupdict().get("name2") else "name"
            if found[group] not in _THIS_PROJECT:
                return line.piece.part(*found.span(group)).found("likely")
    by = re.search(r"\s(?:from|by|par|von|durch|de|por|door|van)\s(?:the\s|l'|la\s|die\s)?", folded)
    if by and re.match(rf"(?:{'|'.join(_THIS_PROJECT)})\s\S+\s(?:{_PAID})", folded):
        return line.piece.part(by.end()).found("likely")
    return Found()


def _head(lines: list[Line], foot: _Foot) -> tuple[Found, Found, list[When]]:
    """Return title and description of the series, and times that hold for all sessions.

    Of several headings the last one before the running text is the title:
    the ones above it name the page and the group.
    """
    whens = [w for line in lines if is_when_line(line.piece) and (w := read_when(line.piece))]
    if not whens:
        whens = [w for line in lines if (w := read_when(line.piece)) and w.day and w.day.year]
    lines = [line for line in lines if not is_when_line(line.piece) and not is_table_head(line)]
    done = sort_lines(Block([line for line in lines if label_of(line)[0] == "contacts"]))
    foot.contacts += done.contacts
    lines = [line for line in lines if label_of(line)[0] != "contacts"]
    first_text = next((n for n, line in enumerate(lines) if not is_heading(line)), len(lines))
    heads = lines[:first_text]
    title = _last_heading(heads)
    body = [line for line in lines[first_text:] if not is_heading(line) or len(line.text) > 60]  # noqa: PLR2004
    foot.rest += [line for line in heads if not _inside(line, title)]
    foot.rest += [line for line in lines[first_text:] if line not in body]
    return title, read_body(body), whens


def _last_heading(heads: list[Line]) -> Found:
    """Return the last heading; lines without a gap between them are one."""
    if not heads:
        return Found()
    start = len(heads) - 1
    while start and not heads[start].gap and len(heads) - start < 3:  # noqa: PLR2004
        start -= 1
    piece = Piece("", ())
    for line in heads[start:]:
        piece = piece + line.piece
    return piece.found("likely" if len(heads) > 1 else "certain")


def _inside(line: Line, found: Found) -> bool:
    return bool(line.text) and found.start <= line.piece.at[0] < found.end


@dataclass(frozen=True)
class _Zones:
    """What the whole text and the person say about zones."""

    text: str
    language: str
    wanted: str


def _session(done: Sorted, shared: list[When], zones: _Zones) -> SessionDraft:
    title, subtitle = read_titles(done)
    whens = [*done.whens, *shared]
    day = next((w for w in whens if w.day), None)
    clock = next((w for w in whens if w.time), None)
    draft = SessionDraft(
        title=title,
        subtitle=subtitle,
        description=read_body(done.body),
        day=_day(day),
        last_day=_last_day(day),
        starts=_clock(clock, "starts"),
        ends=_clock(clock, "ends"),
        weekday=day.day.weekday if day and day.day else None,
        link=done.link.found(),
        format=done.format,
        questions=tuple(q.found() for q in done.questions),
        people=tuple(done.people),
    )
    return _with_zone(draft, whens, zones) if day or clock else draft


def _day(when: When | None) -> Found:
    if when is None or when.day is None:
        return Found()
    day = when.day
    value = f"{day.year or '--'}-{day.month:02}-{day.day:02}".replace("---", "--")
    note = _("Read as day/month.") if day.unsure else ""
    certainty: Certainty = "likely" if day.unsure or when.tbc else "certain"
    return replace(
        when.piece.part(day.start, day.end).found(), value=value, note=note, certainty=certainty
    )


def _last_day(when: When | None) -> Found:
    found = _day(when)
    if not found or when is None or when.day is None or not when.day.last_day:
        return Found()
    return replace(found, value=f"{found.value[:-2]}{when.day.last_day:02}")


def _clock(when: When | None, name: str) -> Found:
    value = getattr(when.time, name) if when and when.time else None
    if when is None or when.time is None or value is None:
        return Found()
    found = when.piece.part(when.time.start, when.time.end).found()
    return replace(found, value=f"{value:%H:%M}")


def _with_zone(draft: SessionDraft, whens: list[When], zones: _Zones) -> SessionDraft:
    """Suggest a zone: from the line that says when, else from the text, else from its language."""
    local = _local(draft)
    for when in whens:
        if when.zones:
            options = meant(when.zones, local, zones.language, zones.wanted)
            said = when.zones[0]
            words = ", ".join(z.words for z in when.zones)
            first = options.zones[0] if options.zones else ""
            place = any(z.zone for z in when.zones) and len(options.zones) == 1
            settled = bool(first) and (place or first == zones.wanted)
            found = when.piece.part(said.start, said.end).found("certain" if settled else "ask")
            note = _zone_note(words, options.loose)
            return replace(
                draft,
                zone=replace(found, value=first, note="" if settled else note),
                zone_words=words,
                zones=options.zones,
            )
    return _zone_from_text(draft, local, zones)


def _zone_note(words: str, loose: bool) -> str:
    if loose:
        return _("“{words}” is winter time, but clocks show summer time that day.").format(
            words=words
        )
    return _("“{words}” fits several zones.").format(words=words)


def _zone_from_text(draft: SessionDraft, local: datetime, zones: _Zones) -> SessionDraft:
    said = find_zones(zones.text, running=True)
    options = meant(said, local, zones.language, zones.wanted).zones
    if said and options:
        span = (said[0].start, said[0].end)
        note = _("Said elsewhere in the text.")
        return replace(
            draft,
            zone=Found(options[0], *span, "ask", note),
            zone_words=said[0].words,
            zones=options,
        )
    if zones.wanted:
        return replace(draft, zone=Found(zones.wanted), zones=(zones.wanted,))
    offer = suggested(zones.language)
    note = _("The text names no zone.")
    if offer:
        note = _("The text names no zone; this one is suggested by its language.")
    return replace(draft, zone=Found(offer, 0, 0, "ask", note), zones=(offer,) if offer else ())


def _local(draft: SessionDraft) -> datetime:
    """Return a local time to judge abbreviations by; any year shows the season."""
    day = draft.day.value.replace("--", "2024-") or "2024-01-15"
    clock = time.fromisoformat(draft.starts.value or "12:00")
    return datetime.combine(date.fromisoformat(day), clock)


def _unique(people: list[PersonDraft]) -> tuple[PersonDraft, ...]:
    return tuple({fold(p.name.value): p for p in reversed(people) if p.kind == "person"}.values())[
        ::-1
    ]


def _unused(draft: ProgrammeDraft, lines: list[Line], foot: _Foot) -> list[tuple[int, int]]:
    """Return the lines of which nothing was taken, so that nobody has to guess."""
    taken = bytearray(len(draft.text))
    for found in every_value(draft):
        taken[found.start : found.end] = b"\1" * (found.end - found.start)
    rest = [line.piece for line in (*lines, *foot.rest) if not is_signpost(line)]
    spans = sorted({(p.at[0], p.at[-1] + 1) for p in rest})
    return [(start, end) for start, end in spans if not any(taken[start:end])]


def every_value(draft: ProgrammeDraft) -> list[Found]:
    """Return every value of the draft, in the order of the text's parts."""
    people = [p for s in draft.sessions for p in s.people] + list(draft.contacts)
    values = [draft.title, draft.description, draft.sponsor]
    for session in draft.sessions:
        values += [v for v in vars(session).values() if isinstance(v, Found)]
        values += session.questions
    return values + [v for p in people for v in vars(p).values() if isinstance(v, Found)]
