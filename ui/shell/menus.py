"""The menus, built from the one list of actions."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from planner.texts import _
from ui.shell import actions, memory
from ui.shell.page import PAGES, Offer, Page, offers
from ui.shell.places import PLACES
from ui.theme.icons import set_icon

PROTECT = next(act.text for act in actions.FILE if act.name == "protect")
PARTS_OF_FILE = {"import_file", "close_project", "save"}
PARTS_OF_EDIT = {"new", "move_up", "save_and_next"}
PAGE_ACTS = (*actions.VERBS, *actions.VERBS_OF_FILE)


class Menus:
    """All menus of the window; `of` finds an action by its name.

    Parameters
    ----------
    window : the frame; has a method for each action of ``FILE``, ``VIEW``, ``HELP``.
    on_page : called with the name of a verb or command of the page that is shown.
    on_import : called with a page's name and the name of its import.
    go_to : called with the name of a page.
    open_file : called with the path of a recent file.
    """

    def __init__(
        self,
        window: QMainWindow,
        on_page: Callable[[str], object],
        on_import: Callable[[str, str], object],
        go_to: Callable[[str], object],
        open_file: Callable[[Path], object],
    ) -> None:
        self._window = window
        self._on_page = on_page
        self._on_import = on_import
        self._open_file = open_file
        self.of: dict[str, QAction] = {}
        file, edit = self._menu(_("&File")), self._menu(_("&Edit"))
        self._page_menu = self._menu(_("&Page"))
        view, help_ = self._menu(_("&View")), self._menu(_("&Help"))
        self.recent, self.imports = QMenu(_("Open &recent"), window), QMenu(_("I&mport"), window)
        self._fill(file, actions.FILE, PARTS_OF_FILE)
        self._fill(file, actions.VERBS_OF_FILE, set())
        self._fill(file, actions.END_OF_FILE, PARTS_OF_FILE)
        file.insertMenu(self.of["save"], self.recent)
        file.insertMenu(self.of["import_file"], self.imports)
        self._fill(edit, actions.EDIT, set())
        self._fill(edit, actions.VERBS, PARTS_OF_EDIT)
        self._fill(view, actions.VIEW, set())
        view.addSeparator()
        for number, place in enumerate(PLACES, 1):
            go = view.addAction(_(place.title), partial(go_to, place.name))
            go.setShortcut(QKeySequence(f"Ctrl+{number}"))
            set_icon(go, place.icon)
            self.of[f"go_{place.name}"] = go
        self._fill(help_, actions.HELP, set())
        self.recent.aboutToShow.connect(self._list_recent)

    def show_project(self, *, is_open: bool, protected: bool = False) -> None:
        """Switch on what needs a project, and say what can be done about its passphrase."""
        words = _("C&hange or remove the passphrase…") if protected else _(PROTECT)
        self.of["protect"].setText(words)
        for name in (*actions.NEED_PROJECT, *(f"go_{place.name}" for place in PLACES)):
            self.of[name].setEnabled(is_open)
        self.imports.setEnabled(is_open)

    def show_undo(self, undo: str | None, redo: str | None) -> None:
        """Say what undo and redo would do."""
        self.of["undo"].setText(_("Undo {step}").format(step=undo) if undo else _("Undo"))
        self.of["redo"].setText(_("Redo {step}").format(step=redo) if redo else _("Redo"))
        self.of["undo"].setEnabled(undo is not None)
        self.of["redo"].setEnabled(redo is not None)

    def show_page(self, page: Page | None) -> None:
        """Offer what the page can do."""
        known = offers(type(page)) if page else {}
        for act in PAGE_ACTS:
            offer = known.pop(act.name, None)
            self.of[act.name].setText(_(offer.text) if offer else _(act.text))
            self.of[act.name].setEnabled(offer is not None)
        rest = {name: offer for name, offer in known.items() if not offer.endings}
        self._page_menu.clear()
        for name, offer in rest.items():
            self._page_menu.addAction(_(offer.text), partial(self._on_page, name))
        self._page_menu.menuAction().setVisible(bool(rest))

    def list_imports(self) -> None:
        """Fill File > Import with what the pages can read."""
        self.imports.clear()
        for page_name, name, offer in readers():
            self.imports.addAction(_(offer.text), partial(self._on_import, page_name, name))
        self.imports.menuAction().setVisible(not self.imports.isEmpty())

    def _menu(self, title: str) -> QMenu:
        return self._window.menuBar().addMenu(title)

    def _fill(self, menu: QMenu, acts: Iterable[actions.Act], parted: set[str]) -> None:
        for act in acts:
            if act.name in parted:
                menu.addSeparator()
            action = menu.addAction(_(act.text))
            action.setShortcuts([QKeySequence(keys) for keys in act.keys.split()])
            if act.icon:
                set_icon(action, act.icon)
            if act in PAGE_ACTS:
                action.triggered.connect(partial(self._call, self._on_page, act.name))
            else:
                action.triggered.connect(partial(self._call, getattr(self._window, act.name)))
            self.of[act.name] = action

    @staticmethod
    def _call(do: Callable[..., object], *args: object) -> None:
        do(*[arg for arg in args if not isinstance(arg, bool)])

    def _list_recent(self) -> None:
        self.recent.clear()
        for path in memory.recent_files():
            self.recent.addAction(str(path), partial(self._open_file, path))
        if self.recent.isEmpty():
            self.recent.addAction(_("No files yet")).setEnabled(False)


def readers() -> list[tuple[str, str, Offer]]:
    """Return every import as (page, method, offer), in the order of the navigation."""
    return [
        (place.name, name, offer)
        for place in PLACES
        if place.name in PAGES
        for name, offer in offers(PAGES[place.name]).items()
        if offer.endings
    ]
