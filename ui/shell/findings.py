"""Everything the palette can find: records, pages, and commands."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from planner.texts import _
from ui.shell.finder import Entry
from ui.shell.page import PAGES, offers
from ui.shell.places import PLACES

if TYPE_CHECKING:
    from ui.shell.window import Window


def everything(window: "Window") -> Iterator[Entry]:
    """Return pages, what they offer, the actions of the window, then all records."""
    if window.bench:
        yield from _pages(window)
    yield from _actions(window)
    if window.bench:
        yield from _records(window)


def _pages(window: "Window") -> Iterator[Entry]:
    for place in PLACES:
        go = partial(window.stage_page, place.name)
        yield Entry(_("Go to {page}").format(page=_(place.title)), "", place.icon, go)
        for name, offer in offers(PAGES[place.name]).items() if place.name in PAGES else ():
            if not offer.endings:
                do = partial(window.run_command, place.name, name)
                yield Entry(_(offer.text), _(place.title), place.icon, do)


def _actions(window: "Window") -> Iterator[Entry]:
    for name, action in window.menus.of.items():
        if action.isEnabled() and not name.startswith("go_") and name != "find_anything":
            keys = action.shortcut().toString()
            yield Entry(action.text().replace("&", ""), keys, "play", action.trigger)
    for action in window.menus.imports.actions():
        yield Entry(action.text().replace("&", ""), _("Import"), "import", action.trigger)


def _records(window: "Window") -> Iterator[Entry]:
    from planner.ops import search

    assert window.bench is not None  # noqa: S101  (asked by `everything`)
    icons = {place.name: place.icon for place in PLACES}
    for found in search.titles(window.bench.store):
        go = partial(window.stage_page, found.page, found.goes_to)
        yield Entry(found.title, _(found.words), icons[found.page], go)
