"""A page of the window, and what it offers to the menus."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.shell.workbench import Workbench

F = TypeVar("F", bound=Callable[..., Any])


class Page(QWidget):
    """A page arranges shared parts and connects them; it computes nothing.

    Subclasses say `name`, their place in the navigation (see `places`), and the
    `kinds` of record they show: `refresh` is called when one of these has
    changed, whoever changed it; a page out of sight catches up when shown.

    A method marked with `command` is offered in the palette (Ctrl+K) and, under
    the names below, has its usual key while the page is shown: ``new`` Ctrl+N,
    ``duplicate`` Ctrl+D, ``rename`` F2, ``remove`` Del, ``find_in_list`` Ctrl+F,
    ``move_up`` and ``move_down`` Alt+Up and Alt+Down, ``save_and_next``
    Ctrl+Return, ``export`` Ctrl+E, ``print_page`` Ctrl+P.
    """

    name: ClassVar[str]
    kinds: ClassVar[frozenset[str]]

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench
        self._stale = False
        bench.changed.connect(self._maybe_refresh)

    def refresh(self) -> None:
        """Show the present state of the file."""

    def show_record(self, uid: str) -> None:
        """Choose the record `uid`; it was asked for on another page."""

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was shown."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()

    def _maybe_refresh(self, kinds: frozenset[str]) -> None:
        if not self.kinds & kinds:
            return
        if self.parent() and not self.isVisible():
            self._stale = True
        else:
            self.refresh()


@dataclass(frozen=True)
class Offer:
    """What a page's method does, in words, for menus and the palette."""

    text: str
    endings: tuple[str, ...] = ()


PAGES: dict[str, type[Page]] = {}


def page(page_type: type[Page]) -> type[Page]:
    """Class decorator: make the page known by its name."""
    PAGES[page_type.name] = page_type
    return page_type


def command(text: str) -> Callable[[F], F]:
    """Offer a method without arguments as a command: ``@command(mark("New session"))``."""
    return _offered(Offer(text))


def imports(text: str, *endings: str) -> Callable[[F], F]:
    """Offer a method that takes the path of a file with one of `endings`.

    It is found under File > Import and gets files dropped on the window:
    ``@imports(mark("Programme text"), ".txt", ".md")``.
    """
    return _offered(Offer(text, endings))


def offers(page_type: type[Page]) -> dict[str, Offer]:
    """Return what the methods of a page offer, by method name, in their order."""
    return {
        name: found.offer
        for owner in reversed(page_type.__mro__)
        for name, found in vars(owner).items()
        if isinstance(getattr(found, "offer", None), Offer)
    }


def _offered(offer: Offer) -> Callable[[F], F]:
    def keep(method: F) -> F:
        method.offer = offer  # type: ignore[attr-defined]
        return method

    return keep
