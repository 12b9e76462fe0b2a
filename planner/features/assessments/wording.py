"""Verdicts and reasons in plain words, from where the authority stands."""

from planner.features.assessments.checklist import Checklist
from planner.features.assessments.judging import Judgement, Reason
from planner.texts import _, mark, mark_plural, plural

TITLES = {
    "stop": mark("Stop"),
    "hold": mark("Hold"),
    "not_enough_known": mark("Not enough known"),
    "redesign": mark("Redesign"),
    "proceed_with_signed_acceptance": mark("Proceed with signed acceptance"),
    "proceed_and_monitor": mark("Proceed and monitor"),
}
_VOICES = {
    "operate": "launch",
    "run": "launch",
    "endorse": "support",
    "use_data": "rely",
    "receive": "rely",
    "view_only": "rely",
    "respond": "respond",
}
_SENTENCES = {
    "launch": {
        "stop": mark("Do not launch or continue the tool."),
        "hold": mark("Do not launch or continue the tool until the open gates are met."),
        "not_enough_known": mark("Too little is known to decide on launching or continuing it."),
        "redesign": mark("Change the tool before launching or continuing it."),
        "proceed_with_signed_acceptance": mark(
            "The tool may be launched or continued once somebody signs for the remaining risks."
        ),
        "proceed_and_monitor": mark("The tool may be launched or continued, with a review date."),
    },
    "support": {
        "stop": mark("Do not support or fund it, and do not lend it your name."),
        "hold": mark("Do not support or fund it until the open gates are met."),
        "not_enough_known": mark("Too little is known to decide on supporting or funding it."),
        "redesign": mark("Ask for changes before supporting or funding it."),
        "proceed_with_signed_acceptance": mark(
            "It may be supported once somebody signs for the remaining risks."
        ),
        "proceed_and_monitor": mark("It may be supported, with a review date."),
    },
    "rely": {
        "stop": mark("Do not rely on the data or forecasts."),
        "hold": mark("Do not rely on the data or forecasts until the open gates are met."),
        "not_enough_known": mark("Too little is known to rely on the data or forecasts."),
        "redesign": mark("Change how the data or forecasts are used before relying on them."),
        "proceed_with_signed_acceptance": mark(
            "The data or forecasts may be used once somebody signs for the remaining risks."
        ),
        "proceed_and_monitor": mark("The data or forecasts may be used, with a review date."),
    },
    "respond": {
        "stop": mark(
            "Do not support or use it. Keep the dialogue open and pass unlawful matters to the"
            " competent body. This says nothing against a lawful initiative."
        ),
        "hold": mark(
            "Do not support or use it for now, and keep the dialogue open. This says nothing"
            " against a lawful initiative."
        ),
        "not_enough_known": mark("Too little is known to decide on the next step."),
        "redesign": mark("Plan another next step: this one leaves a critical risk."),
        "proceed_with_signed_acceptance": mark(
            "The next step may be taken once somebody signs for the remaining risks."
        ),
        "proceed_and_monitor": mark("The next step may be taken, with a review date."),
    },
}


def verdict_title(verdict: str) -> str:
    return _(TITLES[verdict])


def verdict_sentence(verdict: str, stance: str) -> str:
    """Say what the verdict means for us; an unknown stance speaks about launching."""
    return _(_SENTENCES[_VOICES.get(stance, "launch")][verdict])


def reasons_in_words(judgement: Judgement, checklist: Checklist) -> list[str]:
    """Return one sentence for each reason, naming the items or risks."""
    return [_say(reason, checklist) for reason in judgement.reasons]


def _say(reason: Reason, checklist: Checklist) -> str:
    rules = checklist.rules
    n, names = len(reason.subjects), ", ".join(_short(s, checklist) for s in reason.subjects)
    match reason.code:
        case "few_answered":
            return _("Fewer than {percent} % of the key items are answered.").format(
                percent=rules.answered_percent
            )
        case "many_unknown":
            return _("More than {percent} % of the key items are not known.").format(
                percent=rules.unknown_percent
            )
        case "nothing_shown":
            return _("Not one key safeguard has a document or more behind it.")
        case "no_high_risk":
            return _("No gate is open and no risk is left high or critical.")
        case _:
            finding = plural(*_COUNTED[reason.code], n)
            return _("{finding} ({names}).").format(finding=finding, names=names)


def _short(subject: str, checklist: Checklist) -> str:
    """An item by its number; a risk by its title."""
    risk = checklist.risk(subject)
    return risk.title if risk else subject.split("-", 1)[-1]


_COUNTED = {
    "stop_not_met": mark_plural("A stop gate is not met", "{n} stop gates are not met"),
    "condition_not_met": mark_plural(
        "One condition due by now is not met", "{n} conditions due by now are not met"
    ),
    "gate_unknown": mark_plural(
        "One gate due by now is not known", "{n} gates due by now are not known"
    ),
    "gate_unanswered": mark_plural(
        "One gate due by now is not answered", "{n} gates due by now are not answered"
    ),
    "grave_low_confidence": mark_plural(
        "One grave risk is rated with low confidence",
        "{n} grave risks are rated with low confidence",
    ),
    "unrated": mark_plural("One risk is not rated yet", "{n} risks are not rated yet"),
    "critical": mark_plural("One risk stays critical", "{n} risks stay critical"),
    "high": mark_plural("One risk stays high", "{n} risks stay high"),
}
