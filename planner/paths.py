"""Where files, logs and preferences live on each system."""

import os
import sys
from pathlib import Path

APP = "UrbanSecurityPlanner"


def resources() -> Path:
    """Return the folder of shipped icons, checklists, texts and the sample."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen or Path(__file__).parent.parent) / "resources"


def _home(windows: str, mac: str, xdg: str, default: str) -> Path:
    """Return this user's folder of one sort; ``USP_HOME`` stands in for all of them."""
    if own := os.environ.get("USP_HOME"):
        return Path(own) / Path(default).name
    if sys.platform == "win32":
        return Path(os.environ.get(windows, Path.home())) / APP
    if sys.platform == "darwin":
        return Path.home() / "Library" / mac / APP
    return Path(os.environ.get(xdg) or Path.home() / default) / APP


def user_data() -> Path:
    """Return where working copies and backups are kept; never a synchronised folder."""
    return _home("LOCALAPPDATA", "Application Support", "XDG_DATA_HOME", ".local/share")


def user_config() -> Path:
    """Return where preferences are kept."""
    return _home("APPDATA", "Preferences", "XDG_CONFIG_HOME", ".config")


def user_cache() -> Path:
    """Return where things that can be made again are kept."""
    return _home("LOCALAPPDATA", "Caches", "XDG_CACHE_HOME", ".cache")


def log_file() -> Path:
    return user_data() / "log" / "planner.log"
