"""Commands for assessments."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.groups import DryRun, ImportReport, imports
from planner.cli.output import Json, ProjectFile, reading, say, writing
from planner.ops import assessments as ops
from planner.ops import checklists

SHOWN_FIRST = 5


def register(app: typer.Typer) -> None:
    app.command()(assess)
    imports(app).command("checklist")(import_checklist)


def import_checklist(
    file: ProjectFile,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The checklist (.yaml).")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take in a checklist; a damaged one is refused with its line."""
    with (reading if dry_run else writing)(file) as store:
        done = checklists.import_checklist(store, source)
    found = ImportReport(
        added=int(done.added),
        unchanged=int(not done.added),
        uids=[] if dry_run else [done.uid],
    )
    words = "is new" if done.added else "is already in the project"
    say(found.document(), f"{done.title} {words}.", as_json=as_json)


def assess(
    file: ProjectFile,
    uid: Annotated[str, typer.Argument(metavar="UID", help="The assessment.")],
    as_json: Json = False,
) -> None:
    """Work out the verdict of an assessment."""
    with reading(file) as store:
        found = ops.assessed(store, uid)
    say(document(found), text(found), as_json=as_json)


def document(found: ops.Assessed) -> dict[str, Any]:
    """Return the result with the keys that stay, and with what makes it checkable."""
    result, row = found.result, found.row
    return {
        "verdict": result.verdict,
        "hopeful_verdict": result.hopeful.verdict,
        "sentence": found.sentence,
        "reasons": [asdict(reason) for reason in result.cautious.reasons],
        "needs": list(found.needs()),
        "assessment": {
            "uid": row.uid,
            "title": row.title,
            "stance": row.stance,
            "forms": row.forms,
            "stage": row.stage,
        },
        "checklist": {
            "id": found.checklist.id,
            "version": found.checklist.version,
            "sha256": found.checklist.digest,
            "thresholds": {
                "answered_percent": found.checklist.rules.answered_percent,
                "unknown_percent": found.checklist.rules.unknown_percent,
                "not_applicable_percent": found.checklist.rules.not_applicable_percent,
            },
        },
        "gates": [asdict(gate) for gate in result.gates],
        "risks": {levels.risk: _risk(levels) for levels in result.risks},
        "completeness": _completeness(found),
        "find_out_first": [asdict(lead) for lead in result.find_out_first],
    }


def _risk(levels: ops.RiskLevels) -> dict[str, Any]:
    before, cautious, hopeful = levels.inherent, levels.cautious, levels.hopeful
    return {
        "inherent": [before.likelihood, before.severity] if before else None,
        "inherent_band": levels.before or None,
        "confidence": before.confidence if before else None,
        "assessors": before.assessors if before else 0,
        "strength": ops.STRENGTHS[levels.strength],
        "strength_hopeful": ops.STRENGTHS[levels.strength_hopeful],
        "residual": {"cautious": _left(cautious), "hopeful": _left(hopeful)},
    }


def _left(residual: ops.Residual | None) -> dict[str, Any] | None:
    if residual is None:
        return None
    return {
        "likelihood": residual.likelihood,
        "severity": residual.severity,
        "band": residual.band,
    }


def _completeness(found: ops.Assessed) -> dict[str, Any]:
    how, shown = found.result.completeness, found.result.applicable
    return {
        "items": how.items,
        "items_answered": how.items_answered,
        "hidden_by_stance": len(shown.hidden_by_stance),
        "hidden_by_form": len(shown.hidden_by_form),
        "key_items": how.key_items,
        "answered": how.answered,
        "unknown": how.unknown,
        "unanswered_key": list(how.unanswered_key),
        "evidence": dict(how.evidence),
        "sections": [asdict(section) for section in how.sections],
    }


def text(found: ops.Assessed) -> str:
    """Say the result as a person would read it aloud."""
    result, how = found.result, found.result.completeness
    lines = [
        f"{found.row.title}: {found.verdict}",
        f"  {found.sentence}",
        *(f"  {reason}" for reason in found.reasons),
        *(f"  Still needed: {need}." for need in found.needs().values()),
        f"  If all that is not known turns out well: {found.hopeful_verdict}.",
        f"  {how.answered} of {how.key_items} key items answered, {how.unknown} not known.",
    ]
    if result.find_out_first:
        lines.append("  Find this out first:")
    for lead in result.find_out_first[:SHOWN_FIRST]:
        item = found.checklist.item(lead.item)
        lines.append(f"    {lead.item}  {item.question if item else ''}")
    return "\n".join(lines)
