"""Codes of checklists and verdicts as words and tones."""

from planner.ops.assessments import Assessed, Checklist, Item, Residual, RiskLevels
from planner.texts import _, mark, plural

BAND_TONES = {"low": "good", "moderate": "caution", "high": "stop", "critical": "stop"}
BANDS = {
    "low": mark("low"),
    "moderate": mark("moderate"),
    "high": mark("high"),
    "critical": mark("critical"),
}
STAGES = {
    "signal": mark("Signal"),
    "scoping": mark("Scoping"),
    "design": mark("Design"),
    "pilot": mark("Pilot"),
    "operation": mark("Operation"),
    "review": mark("Review"),
    "exit": mark("Exit"),
}
GATE_ANSWERS = {
    "met": mark("Met"),
    "not_met": mark("Not met"),
    "unknown": mark("We do not know"),
    "not_applicable": mark("Does not apply"),
}
ANSWER_TONES = {
    "yes": "good",
    "met": "good",
    "partly": "caution",
    "no": "stop",
    "not_met": "stop",
    "unknown": "accent",
    "not_applicable": "neutral",
}
HOW_KNOWN = {
    "read": mark("read for this work"),
    "secondary": mark("known through others"),
    "remembered": mark("from memory, to be checked"),
}


def stage_title(code: str) -> str:
    return _(STAGES[code]) if code in STAGES else code.replace("_", " ").capitalize()


def stance_title(checklist: Checklist, code: str) -> str:
    return next((stance.label for stance in checklist.stances if stance.code == code), code)


def section_title(checklist: Checklist, code: str) -> str:
    return next((section.label for section in checklist.sections if section.code == code), code)


def what_is_assessed(found: Assessed) -> str:
    """Checklist, stance and stage in one line."""
    return " · ".join(
        (
            found.checklist.title,
            stance_title(found.checklist, found.row.stance),
            stage_title(found.row.stage),
        )
    )


def gate_words(item: Item) -> tuple[str, str]:
    """Return what a gate's chip says, and its tone."""
    if item.gate == "stop":
        return _("Stop gate: nothing outweighs it"), "stop"
    return (
        _("Gate: must be met before the stage “{stage}”").format(
            stage=stage_title(item.due_before)
        ),
        "stop",
    )


def after_words(levels: RiskLevels) -> str:
    """Return the band after safeguards; both ends where the readings differ."""
    if levels.cautious is None or levels.hopeful is None:
        return _("not rated")
    worst, best = levels.cautious.band, levels.hopeful.band
    if worst == best:
        return _(BANDS[worst])
    return f"{_(BANDS[best])} … {_(BANDS[worst])}"


def change_words(levels: RiskLevels) -> str:
    """Return "critical → high", or "not rated"."""
    if levels.cautious is None:
        return _("not rated")
    return f"{_(BANDS[levels.before])} → {after_words(levels)}"


def risk_tone(levels: RiskLevels) -> str:
    return BAND_TONES[levels.cautious.band] if levels.cautious else "neutral"


def level_words(checklist: Checklist, residual: Residual) -> str:
    """Return "likelihood 2, Possible; severity 3, Serious"."""
    likelihood, severity = residual.likelihood, residual.severity
    return _("likelihood {l} ({l_word}), severity {s} ({s_word})").format(
        l=likelihood,
        l_word=checklist.scales["likelihood"][likelihood - 1].label,
        s=severity,
        s_word=checklist.scales["severity"][severity - 1].label,
    )


def hidden_words(found: Assessed) -> str:
    """Say how many questions are not asked or not shown, and why; empty if all are."""
    shown = found.result.applicable
    withheld = sum("value" in found.mark(row).withheld for row in found.answers.values())
    stance, form = len(shown.hidden_by_stance), len(shown.hidden_by_form)
    lines = []
    if withheld:
        lines.append(
            plural(
                "{n} answer is withheld by the sender and counts as open.",
                "{n} answers are withheld by the sender and count as open.",
                withheld,
            )
        )
    if stance:
        words = plural(
            "{n} question is hidden: it does not fit",
            "{n} questions are hidden: they do not fit",
            stance,
        )
        label = stance_title(found.checklist, found.row.stance)
        lines.append(_("{words} “{stance}”.").format(words=words, stance=label))
    if form:
        lines.append(
            plural(
                "{n} question is hidden: it is about other forms.",
                "{n} questions are hidden: they are about other forms.",
                form,
            )
        )
    return " ".join(lines)


def short(text: str, length: int = 96) -> str:
    """Cut a long question at a word."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def short_id(uid: str) -> str:
    """An item's or risk's number without the letters of its checklist: VIG-01."""
    return uid.split("-", 1)[-1]
