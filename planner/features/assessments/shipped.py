"""The checklists that come with the app."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from planner.paths import resources

HEADLINES = ("id", "version", "language", "title")


@dataclass(frozen=True)
class Shipped:
    """One of our own files, with the first lines that name it."""

    path: Path
    id: str
    version: str
    language: str
    title: str

    def raw(self) -> bytes:
        return self.path.read_bytes()


@cache
def shipped() -> tuple[Shipped, ...]:
    """Name the shipped checklists without reading them whole; a test holds them to be valid."""
    return tuple(_named(path) for path in sorted((resources() / "checklists").glob("*.yaml")))


def _named(path: Path) -> Shipped:
    found: dict[str, str] = {}
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            key, _colon, value = line.partition(": ")
            found.setdefault(key, value.strip())
            if all(name in found for name in HEADLINES):
                break
    return Shipped(path, **{name: found[name] for name in HEADLINES})
