"""What a repair could read of a damaged project, and what it could not, in words."""

from planner.ops.search import NAMED, PARTS
from planner.store.salvage import KindSaved, Salvaged
from planner.texts import _, plural


def remarks(found: Salvaged) -> list[str]:
    """Return what is left and what is lost, one sentence each."""
    said = []
    if found.pages < found.expected:
        said.append(
            _("{there} of the {all} pages of the file can be read.").format(
                there=found.pages, all=found.expected
            )
        )
    said += [_of_kind(kind, left) for kind, left in found.kinds.items() if kind != "project"]
    said += _of_changes(found)
    if {"bulk", "bulk_chunk"} & set(found.damaged):
        said.append(_("Imported incidents or areas are lost where nothing of them is shown."))
    if found.complete:
        said.append(_("Nothing is lost."))
    return said


def _of_kind(kind: str, left: KindSaved) -> str:
    known = NAMED.get(kind) or PARTS.get(kind)
    words = [
        _("{kind}: {n} can be read.").format(kind=_(known.words) if known else kind, n=left.shown)
    ]
    if left.unknown:
        words.append(_("{n} of them lack a value.").format(n=left.unknown))
    if left.in_part:
        words.append(
            _("{n} more are not shown, because too little of them is left.").format(n=left.in_part)
        )
    return " ".join(words)


def _of_changes(found: Salvaged) -> list[str]:
    said = []
    if found.end_lost:
        said.append(
            _(
                "The latest changes are lost, at least {n}: what is shown may be older than what"
                " the file held."
            ).format(n=max(found.lost_changes, 1))
        )
    elif found.lost_changes:
        said.append(
            plural("{n} change is lost.", "{n} changes are lost.", found.lost_changes),
        )
    if found.parted:
        said.append(
            plural(
                "Of {n} change it is unknown what it replaced; values that now stand side by side"
                " are listed under Copies.",
                "Of {n} changes it is unknown what they replaced; values that now stand side by"
                " side are listed under Copies.",
                found.parted,
            )
        )
    if found.uncertain_lives:
        said.append(
            plural(
                "{n} record may have been removed or brought back since.",
                "{n} records may have been removed or brought back since.",
                found.uncertain_lives,
            )
        )
    return said
