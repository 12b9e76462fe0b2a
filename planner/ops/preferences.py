"""What a person has chosen for the app: read it, change it."""

import platform
from typing import Any

from pydantic import ValidationError

from planner.model.preferences import Preferences
from planner.paths import resources
from planner.store import preferences as kept
from planner.store.files import app_version
from planner.store.store import Author


def preferences() -> Preferences:
    """Return the preferences; a value that is no longer possible gets its default."""
    values = kept.stored()
    try:
        return Preferences.model_validate(values)
    except ValidationError as bad:
        wrong = {e["loc"][0] for e in bad.errors() if e["loc"]}
        return Preferences(**{k: v for k, v in values.items() if k not in wrong})


def change_preferences(**values: Any) -> Preferences:
    """Keep these choices beside the others."""
    unknown = values.keys() - Preferences.model_fields.keys()
    if unknown:
        raise TypeError(f"no such preference: {', '.join(sorted(unknown))}")
    changed = Preferences.model_validate(preferences().model_dump() | values)
    kept.write(changed.model_dump(exclude_defaults=True))
    return changed


def author() -> Author:
    """Return who edits, as history shows it."""
    return Author(preferences().author, platform.node(), app_version())


def languages() -> list[str]:
    """Return the languages with a catalogue, English first."""
    found = (resources() / "locale").glob("*/LC_MESSAGES/planner.mo")
    return ["en", *sorted(file.parent.parent.name for file in found)]
