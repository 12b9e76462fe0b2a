"""Work of a dialog on the project, and a refusal within the dialog, where it is seen."""

from collections.abc import Callable
from functools import partial
from typing import Any

from planner.errors import UserError
from planner.progress import Cancelled
from planner.texts import _
from ui.jobs.alone import alone
from ui.theme.widgets import Problem


class Attempt(Problem):
    """Shows why the last thing that was tried was refused, and nothing otherwise.

    What does more than one step on the project, such as erasing, must not be
    stopped in between: `can_stop` is for all else.
    """

    def __init__(self, *, can_stop: bool = True) -> None:
        super().__init__(wrap=True)
        self._can_stop = can_stop
        self.hide()

    def run(self, operation: Callable[..., Any], store: Any, *args: Any) -> Any:
        """Run ``operation(store, ...)`` while nobody edits.

        Returns what it returns, or None if it is refused or was stopped.
        """
        try:
            words, work = _("This takes a moment."), partial(operation, store, *args)
            found = alone(store, words, work, self, can_stop=self._can_stop)
        except UserError as error:
            self._say(str(error))
            return None
        except Cancelled:
            self._say(_("Stopped. Everything is as it was."))
            return None
        self._say("")
        return found

    def _say(self, words: str) -> None:
        self.setText(words)
        self.setVisible(bool(words))
