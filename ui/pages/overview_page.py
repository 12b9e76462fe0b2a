"""Overview: what waits, across all parts."""

from ui.shell.page import Page, page


@page
class OverviewPage(Page):
    """Cards, each answering one question."""

    name = "overview"
    kinds = frozenset({"session"})
