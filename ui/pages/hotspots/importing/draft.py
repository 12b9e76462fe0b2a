"""What has been settled about a file so far; every step reads it and adds to it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.ops import imports
from planner.ops.imports import AS_FOUND, Choice, Looked, ReadIncidents, Writing


@dataclass
class Draft:
    """A file of incidents on its way in. `fixed` holds what the person chose."""

    path: Path
    near: list[Any]
    writing: Writing = AS_FOUND
    fixed: dict[str, str] = field(default_factory=dict)
    looked: Looked | None = None
    areas: str = ""
    found: ReadIncidents | None = None

    def look(self) -> Looked:
        """Look at the file as it is now chosen to be taken; runs in a worker."""
        return imports.look(self.path, self.writing, self.fixed, self.near)

    def choice(self) -> Choice | None:
        return self.looked.suggested.choice() if self.looked else None

    def column_names(self) -> tuple[str, ...]:
        return self.looked.table.columns if self.looked else ()
