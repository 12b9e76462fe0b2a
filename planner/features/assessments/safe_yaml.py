"""YAML from strangers: plain values only, bounded, with the line of every value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.errors import UserError
from planner.texts import _

LARGEST = 2_000_000
DEEPEST = 24
MOST_VALUES = 100_000
LONGEST_NUMBER = 18
PLAIN = frozenset({"str", "int", "float", "bool", "null"})

Path = tuple[str | int, ...]


class ChecklistError(UserError):
    """A checklist file cannot be used."""

    def __init__(self, why: str, line: int | None = None) -> None:
        where = _("Line {line}: ").format(line=line) if line else ""
        super().__init__(
            _("The checklist was not taken in; nothing was changed."),
            where + why,
            _("Correct the file in a text editor and import it again."),
        )
        self.line = line


@dataclass(frozen=True)
class Document:
    """What the file says, and the line on which each value starts."""

    data: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int | None:
        """Return the line of the value at `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def read_yaml(raw: bytes) -> Document:
    """Read one YAML document of plain values.

    Refused, with the line: broken YAML, aliases (a short file can unfold to
    gigabytes), tags that would build objects, a key given twice, and anything
    larger or deeper than a checklist can need.
    """
    import yaml

    if len(raw) > LARGEST:
        raise ChecklistError(
            _("The file has {n} bytes; the limit is {limit}.").format(n=len(raw), limit=LARGEST)
        )
    loader_type: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = raw.decode("utf-8-sig")
        _check_events(yaml.parse(text, Loader=loader_type))
        loader = loader_type(text)
        try:
            node = loader.get_single_node()
            lines: dict[Path, int] = {}
            _note_lines(node, (), lines)
            data = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        raise ChecklistError(
            _("The file is not UTF-8 text (byte {n}).").format(n=error.start + 1),
            raw.count(b"\n", 0, error.start) + 1,
        ) from None
    except yaml.YAMLError as error:
        raise _explain(error) from None
    return Document(data, lines)


def _check_events(events: Any) -> None:
    """Look at the stream before anything is built from it."""
    import yaml

    depth = 0
    for count, event in enumerate(events):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ChecklistError(
                _("Anchors and aliases are not allowed; write the value out."), line
            )
        if getattr(event, "tag", None):
            raise ChecklistError(
                _("Tags such as {tag} are not allowed.").format(tag=event.tag), line
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise ChecklistError(
                _("Values are nested more than {n} levels deep.").format(n=DEEPEST), line
            )
        if count > MOST_VALUES:
            raise ChecklistError(_("The file holds more than {n} values.").format(n=count), line)


def _note_lines(node: Any, path: Path, lines: dict[Path, int]) -> None:
    import yaml

    if node is None:
        return
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        _check_scalar(node, lines[path])
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _note_lines(child, (*path, index), lines)
    elif isinstance(node, yaml.MappingNode):
        _check_keys(node)
        for key, child in node.value:
            _note_lines(child, (*path, key.value), lines)


def _check_keys(node: Any) -> None:
    """Refuse a key that is no plain word, or that is given twice."""
    import yaml

    seen = set()
    for key, _child in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise ChecklistError(_("A key must be a plain word."), line)
        if key.value in seen:
            raise ChecklistError(
                _("The key “{key}” is given twice.").format(key=key.value[:80]), line
            )
        seen.add(key.value)


def _check_scalar(node: Any, line: int) -> None:
    """Let only text, yes or no, nothing, and numbers of a usual length through."""
    kind = node.tag.rpartition(":")[2]
    if kind not in PLAIN or (kind == "int" and len(node.value) > LONGEST_NUMBER):
        raise ChecklistError(
            _("“{value}” is no plain value; put it in quotes.").format(value=node.value[:40]), line
        )


def _explain(error: Any) -> ChecklistError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    return ChecklistError(
        _("The file is not valid YAML ({problem}).").format(problem=problem or _("unreadable")),
        mark.line + 1 if mark else None,
    )
