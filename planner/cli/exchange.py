"""Commands for copies and people: bring in, send, erase, settle, and the two lists."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from planner.cli.groups import DryRun, ImportReport, exports, imports
from planner.cli.output import Json, ProjectFile, reading, say, writing
from planner.cli.passphrases import first_line
from planner.errors import UserError
from planner.ops import exchange as ops
from planner.ops import forgetting, leaving, privacy
from planner.ops.protection import is_protected
from planner.ops.records import kind_named
from planner.store.store import Store
from planner.texts import _, plural

PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="Its first line is the passphrase of the copy."),
]
IdentityFile = Annotated[
    Path | None, typer.Option("--identity-file", help="A file with your age secret key.")
]


def register(app: typer.Typer) -> None:
    imports(app).command("project")(import_project)
    exports(app).command("project")(export_project)
    app.command()(erase)
    app.command()(resolve)
    app.command()(forget)


def import_project(
    file: ProjectFile,
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A copy of the project.")],
    dry_run: DryRun = False,
    passphrase_file: PassphraseFile = None,
    identity_file: IdentityFile = None,
    as_json: Json = False,
) -> None:
    """Bring in another copy of the project; nothing of either is lost."""
    key = _opening(passphrase_file, identity_file)
    if dry_run:
        with reading(file) as store:
            outcome = ops.preview(store, source, key)
    else:
        with writing(file) as store:
            outcome = ops.bring_in(store, source, key)
    say(_document(outcome), _told(outcome), as_json=as_json)


def _document(outcome: ops.Outcome) -> dict[str, Any]:
    counts = outcome.counts
    report = ImportReport(
        added=counts["added"],
        updated=counts["changed"],
        uids=[h.uid for h in outcome.records if h.what == "added"],
        warnings=ops.remarks(outcome),
    )
    return report.document() | {
        "deleted": counts["deleted"],
        "revived": counts["revived"],
        "erased": counts["erased"],
        "conflicts": [
            {"kind": c.kind, "uid": c.uid, "cell": c.cell, "about": c.about}
            for c in outcome.report.conflicts
        ],
        "duplicates": [asdict(h) for h in outcome.duplicates],
        "unknown": outcome.report.unknown,
        "discarded": outcome.report.late,
    }


def _told(outcome: ops.Outcome) -> str:
    if outcome.report.empty:
        return _("Nothing in {name} is new.").format(name=outcome.name)
    counts = outcome.counts
    said = [f"{counts[what]:>8}  {what}" for what in sorted(counts)]
    said += [f"{len(outcome.conflicts):>8}  {_('conflicts')}"] if outcome.conflicts else []
    return "\n".join([*said, *ops.remarks(outcome)])


def export_project(  # noqa: PLR0913, PLR0917  (one parameter for each option of the contract)
    file: ProjectFile,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The file to write.")],
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="UID", help="With all it refers to.")
    ] = None,
    redact: Annotated[
        list[str] | None,
        typer.Option(help="people, notes, incidents, a kind, or kind.field. May be repeated."),
    ] = None,
    counts: Annotated[
        bool, typer.Option(help="Incidents only as counts by cell and month.")
    ] = False,
    cell: Annotated[float, typer.Option(help="Side of the cells of --counts, metres.")] = 250.0,
    least: Annotated[int, typer.Option(min=2, help="Smaller counts are left out.")] = 5,
    history: Annotated[bool, typer.Option(help="Earlier values as well.")] = False,
    seal_to: Annotated[
        list[str] | None, typer.Option("--seal-to", metavar="KEY", help="A public age key.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Not under the passphrase of the project.")
    ] = False,
    to: Annotated[str, typer.Option(help="Whom it is for, for the register.")] = "",
    as_json: Json = False,
) -> None:
    """Write a copy for somebody else: whole or in part, redacted, sealed."""
    with writing(file) as store:
        _refuse_unknown(store, only or [])
        scope = leaving.scope(only or [], redact or [], history=history)
        key = _sealing(seal_to or [], passphrase_file) or (ops.PLAIN if plain else None)
        coarse = ops.Counts(cell, least) if counts else None
        sent = ops.export(store, target, scope, to, key, coarse)
        protected = key is None and is_protected(store)
    document = {
        "written": str(target),
        "rows": sent.records,
        "suppressed": sent.suppressed,
        "withheld": sent.withheld,
        "persons": len(sent.persons),
        "protected": protected,
    }
    text = _("{name} was written: {n} records, {withheld} values withheld.").format(
        name=target.name, n=sent.records, withheld=sent.withheld
    )
    say(document, text, as_json=as_json)


def _refuse_unknown(store: Store, uids: list[str]) -> None:
    from planner.errors import NotFoundError
    from planner.model.everything import KINDS

    for uid in uids:
        if not any(store.row(kind.row, uid) for kind in KINDS.values()):
            raise NotFoundError(_("record"), uid)


def erase(
    file: ProjectFile,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="person")],
    uid: Annotated[str, typer.Argument(metavar="UID")],
    ref: Annotated[str, typer.Option(help="Number of the request; no name.")] = "",
    as_json: Json = False,
) -> None:
    """Erase a person for good, here and in every copy that hears of it."""
    if kind != "person":
        raise NotErasableError(kind)
    with writing(file) as store:
        done = privacy.erase_person(store, uid, ref)
    document = {
        "erased": 1,
        "records": done.records,
        "mentions": [asdict(hit) for hit in done.hits],
        "sent_out_in": [e.scope.get("file", "") for e in done.sent_to],
        "backups": len(done.backups),
    }
    said = [_("1 person was erased.")]
    said += [f"{_('Still named in')}: {h.kind} {h.uid} {h.field}" for h in done.hits]
    say(document, "\n".join(said), as_json=as_json)


class NotErasableError(UserError):
    """Only persons are erased; everything else is removed."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            _("Nothing was erased."),
            _("Erasing is for persons, not for a {kind}.").format(kind=kind),
            _("Use remove; undo brings it back."),
        )


def forget(
    file: ProjectFile,
    before: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="What was replaced before this day.")
    ],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Forget old values for good, here and in every copy that hears of it."""
    if dry_run:
        with reading(file) as store:
            gone = len(forgetting.old_values(store, before.date()))
    else:
        with writing(file) as store:
            gone = forgetting.forget_before(store, before.date())
    would = plural("{n} value would be forgotten.", "{n} values would be forgotten.", gone)
    did = plural("{n} old value was forgotten.", "{n} old values were forgotten.", gone)
    say({"forgotten": gone}, would if dry_run else did, as_json=as_json)


def resolve(
    file: ProjectFile,
    kind: Annotated[str, typer.Argument(metavar="KIND")],
    uid: Annotated[str, typer.Argument(metavar="UID")],
    cell: Annotated[str, typer.Argument(metavar="CELL", help="As list conflict names it.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="JSON, or plain text.")],
    as_json: Json = False,
) -> None:
    """Settle a conflict by one value for all sides."""
    with writing(file) as store:
        ops.resolve(store, kind_named(kind).name, uid, cell, _json(value))
        left = ops.count_conflicts(store)
    say(
        {"resolved": 1, "conflicts": left},
        _("{n} conflicts are left.").format(n=left),
        as_json=as_json,
    )


def _json(text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except ValueError:
        return text


def conflicts(store: Store) -> list[dict[str, Any]]:
    """Return the disagreements as `list conflict` prints them."""
    return [asdict(found) for found in ops.list_conflicts(store)]


def exchanges(store: Store) -> list[dict[str, Any]]:
    """Return the register as `list exchange` prints it."""
    return [asdict(found) for found in ops.list_exchanges(store)]


LISTS = {"conflict": conflicts, "exchange": exchanges}


def _opening(passphrase_file: Path | None, identity_file: Path | None) -> ops.Key | None:
    if passphrase_file is None and identity_file is None:
        return None
    return ops.Key(passphrase=first_line(passphrase_file), identity=first_line(identity_file))


def _sealing(recipients: list[str], passphrase_file: Path | None) -> ops.Key | None:
    if not recipients and passphrase_file is None:
        return None
    return ops.Key(passphrase=first_line(passphrase_file), recipients=tuple(recipients))
