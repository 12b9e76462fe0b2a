"""Every action of the window, once: its words, its key, its icon.

What it does is the method of the same name on the window, or, for `VERBS`, on
the page that is shown.
"""

from dataclasses import dataclass

from planner.texts import mark


@dataclass(frozen=True)
class Act:
    """One action. `keys` is written as Qt writes it; several are parted by a blank."""

    name: str
    text: str
    keys: str = ""
    icon: str = ""


FILE = (
    Act("new_project", mark("&New project"), "Ctrl+Shift+N", "file"),
    Act("open_project", mark("&Open…"), "Ctrl+O", "open"),
    Act("save", mark("&Save"), "Ctrl+S", "save"),
    Act("save_as", mark("Save &as…"), "Ctrl+Shift+S"),
    Act("protect", mark("Protect wit&h a passphrase…")),
    Act("import_file", mark("&Import a file…"), "Ctrl+I", "import"),
)
END_OF_FILE = (
    Act("close_project", mark("&Close the project"), "Ctrl+W"),
    Act("quit", mark("&Quit"), "Ctrl+Q"),
)
EDIT = (
    Act("undo", mark("Undo"), "Ctrl+Z", "undo"),
    Act("redo", mark("Redo"), "Ctrl+Shift+Z Ctrl+Y", "redo"),
)
VERBS = (
    Act("new", mark("New"), "Ctrl+N", "add"),
    Act("duplicate", mark("Duplicate"), "Ctrl+D", "duplicate"),
    Act("rename", mark("Rename"), "F2", "edit"),
    Act("remove", mark("Delete"), "Del", "remove"),
    Act("move_up", mark("Move up"), "Alt+Up", "up"),
    Act("move_down", mark("Move down"), "Alt+Down", "down"),
    Act("save_and_next", mark("Done, go to the next"), "Ctrl+Return", "done"),
    Act("find_in_list", mark("Find in this list"), "Ctrl+F", "search"),
)
VERBS_OF_FILE = (
    Act("export", mark("&Export…"), "Ctrl+E", "export"),
    Act("print_page", mark("&Print…"), "Ctrl+P"),
)
VIEW = (
    Act("find_anything", mark("&Find a record or a command…"), "Ctrl+K Ctrl+Shift+F", "search"),
    Act("full_screen", mark("F&ull screen"), "F11"),
)
HELP = (
    Act("show_keys", mark("&Keys and first steps"), "F1", "help"),
    Act("show_about", mark("&About this app"), "", "info"),
)
NEED_PROJECT = frozenset(
    {"save", "save_as", "protect", "import_file", "close_project", "undo", "redo"}
)
