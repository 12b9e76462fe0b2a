"""A refusal within a dialog, where it is seen; the bar above the page lies behind it."""

from collections.abc import Callable
from typing import Any

from planner.errors import UserError
from ui.theme.widgets import Problem


class Attempt(Problem):
    """Shows why the last thing that was tried was refused, and nothing otherwise."""

    def __init__(self) -> None:
        super().__init__(wrap=True)
        self.hide()

    def run(self, operation: Callable[..., Any], *args: Any) -> Any:
        """Run `operation` and return what it returns, or None if it is refused."""
        try:
            found = operation(*args)
        except UserError as error:
            self._say(str(error))
            return None
        self._say("")
        return found

    def _say(self, words: str) -> None:
        self.setText(words)
        self.setVisible(bool(words))
