"""Whether a checklist file says what a checklist must say, and agrees with itself."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from planner.features.assessments.safe_yaml import ChecklistError, Document, Path, read_yaml
from planner.paths import resources
from planner.texts import _

Problem = tuple[Path, str]


def read_checked(raw: bytes) -> dict[str, Any]:
    """Return the values of a checklist file that keeps the schema and its own references."""
    document = read_yaml(raw)
    data = _with_text_keys(document.data)
    _check_schema(data, document)
    for path, why in _broken_references(data):
        raise ChecklistError(why, document.line(path))
    return dict(data)


def _with_text_keys(value: Any) -> Any:
    """JSON Schema knows only text keys; YAML reads the rows of the matrix as numbers."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_with_text_keys(child) for child in value]
    return value


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator

    schema = resources() / "checklists" / "checklist.schema.json"
    return Draft202012Validator(json.loads(schema.read_text("utf-8")))


def _check_schema(data: Any, document: Document) -> None:
    from jsonschema.exceptions import best_match

    error = best_match(_validator().iter_errors(data))
    if error is not None:
        path = tuple(error.absolute_path)
        where = ".".join(str(part) for part in path) or _("the whole file")
        raise ChecklistError(
            _("{where}: {problem}").format(where=where, problem=error.message[:300]),
            document.line(path),
        )


def _broken_references(data: dict[str, Any]) -> Iterator[Problem]:
    yield from _repeated_codes(data)
    known = {
        "risk": {risk["id"] for risk in data["risks"]},
        "section": {section["code"] for section in data["sections"]},
        "source": set(data["sources"]),
        "benefit": {benefit["id"] for benefit in data["benefits"]},
        "stance": {stance["code"] for stance in data["typology"]["stance"]},
        "form": {form["code"] for form in data["typology"].get("forms", ())},
        "stage": set(data["typology"]["lifecycle"]),
    }
    for path, kind, code in _references(data):
        if code not in known[kind]:
            yield path, _("The {kind} “{code}” is not defined.").format(kind=kind, code=code)


def _repeated_codes(data: dict[str, Any]) -> Iterator[Problem]:
    lists: tuple[tuple[Path, str], ...] = (
        (("items",), "id"),
        (("risks",), "id"),
        (("benefits",), "id"),
        (("benefit_status",), "code"),
        (("sections",), "code"),
        (("typology", "stance"), "code"),
        (("typology", "forms"), "code"),
    )
    for path, key in lists:
        records: Any = data
        for part in path:
            records = records.get(part, [])
        seen: set[str] = set()
        for index, record in enumerate(records):
            if record[key] in seen:
                yield (*path, index), _("“{code}” is given twice.").format(code=record[key])
            seen.add(record[key])


def _references(data: dict[str, Any]) -> Iterator[tuple[Path, str, str]]:
    for index, item in enumerate(data["items"]):
        at: Path = ("items", index)
        yield (*at, "section"), "section", item["section"]
        applies = item["applies_when"]
        forms, due = applies["forms"], item["gate"].get("due_before")
        lists = (
            ("risk", ("risks",), item["risks"]),
            ("stage", ("stages",), item["stages"]),
            ("benefit", ("supports_benefits",), item.get("supports_benefits", [])),
            ("stance", ("applies_when", "stance"), applies["stance"]),
            ("form", ("applies_when", "forms"), [] if forms == "all" else forms),
            ("source", ("sources",), [source["ref"] for source in item["sources"]]),
            ("stage", ("gate", "due_before"), [due] if due else []),
        )
        for kind, path, codes in lists:
            for code in codes:
                yield (*at, *path), kind, code
    for index, form in enumerate(data["typology"].get("forms", ())):
        for code in form.get("watch", ()):
            yield ("typology", "forms", index, "watch"), "risk", code
