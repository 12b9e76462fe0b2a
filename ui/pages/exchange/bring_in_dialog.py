"""What a copy would bring, before it is brought in."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QInputDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.errors import UserError
from planner.ops import exchange as ops
from planner.ops import protection
from planner.ops.search import words_of
from planner.progress import Cancelled
from planner.texts import _, mark, plural
from ui.jobs.alone import alone
from ui.pages.exchange.attempt import Attempt
from ui.pages.exchange.copy_records_dialog import CopyRecordsDialog
from ui.shell.unlock import unlocked
from ui.shell.workbench import Workbench
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.flow import FlowLayout
from ui.theme.widgets import Caption, Chip, Heading, PrimaryButton, Words, row

SIZE = (960, 600)
NONE = "neutral"
WHAT = {
    "added": mark("added"),
    "changed": mark("changed"),
    "deleted": mark("removed"),
    "revived": mark("brought back"),
    "erased": mark("erased"),
}
ABOUT = {
    "value": mark("different values"),
    "delete/keep": mark("removed by one side only"),
    "delete/edit": mark("removed by one side, edited by the other"),
    "delete/child": mark("removed by one side, added to by the other"),
    "duplicate": mark("may be there twice"),
}


def bring_in(
    bench: Workbench, path: Path, parent: QWidget, done: Callable[[], object] = lambda: None
) -> None:
    """Show what `path` would bring; a copy of another project offers its records to choose.

    `done` is called once something was brought in.
    """
    closed = ops.needs_key(bench.store, path)
    key = _key(path, parent) if closed else None
    if closed and key is None:
        return
    try:
        words = _("Reading {name}.").format(name=path.name)
        found = alone(bench.store, words, lambda: ops.preview(bench.store, path, key), parent)
        dialog: QDialog = BringInDialog(bench, found, path, key, parent)
    except Cancelled:
        return
    except ops.OtherProjectError:
        dialog = CopyRecordsDialog(bench, path, key, parent)
    except UserError as error:
        bench.refused.emit(error)
        return
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.accepted.connect(done)
    dialog.open()


def _key(path: Path, parent: QWidget) -> ops.Key | None:
    """Ask for what opens a closed file: a passphrase or one's secret key."""
    if not ops.is_sealed(path):
        words = passphrase_of(path, parent)
        return ops.Key(passphrase=words) if words else None
    by_passphrase = ops.wants_passphrase(path)
    question = _("The passphrase of {name}:") if by_passphrase else _("Your secret key for {name}:")
    text, given = QInputDialog.getText(
        parent, _("A sealed file"), question.format(name=path.name), QLineEdit.EchoMode.Password
    )
    if not given:
        return None
    return ops.Key(passphrase=text) if by_passphrase else ops.Key(identity=text)


def passphrase_of(path: Path, parent: QWidget) -> str:
    """Ask for the passphrase of a protected file until it fits; nothing if cancelled."""

    def fitting(text: str) -> str:
        protection.key_of(path, text)
        return text

    words = _("{name} is protected with a passphrase.").format(name=path.name)
    return unlocked(words, fitting, parent) or ""


class BringInDialog(QDialog):
    """A list of all that would happen, and the button that does it."""

    def __init__(
        self,
        bench: Workbench,
        outcome: ops.Outcome,
        path: Path,
        key: ops.Key | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Bring in a copy"))
        self._bench, self._path, self._key = bench, path, key
        self.words, self.trouble = Words("\n".join(_told(outcome))), Attempt()
        self.words.setVisible(bool(self.words.text()))
        self.counts = [Chip(words, tone) for words, tone in _counts(outcome)]
        shown = [*outcome.conflicts, *outcome.duplicates, *outcome.records]
        self.list = RowView(
            [
                Column("what", mark("What happens"), _what, sort=_weight),
                Column("kind", mark("Kind"), words_of),
                Column("title", mark("Record"), lambda title: title or "–", strong=True),
            ],
            load=lambda: shown,
            name=_("What would happen"),
        )
        self.list.refresh()
        self.list.fit(410, 140)
        self.list.setVisible(bool(shown))
        self.keep = PrimaryButton(_("&Bring in"))
        self.keep.setEnabled(not outcome.report.empty)
        self.keep.clicked.connect(self._keep)
        leave = QPushButton(_("&Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(outcome.name, wrap=True))
        whole.addLayout(FlowLayout(*self.counts))
        whole.addWidget(self.words)
        whole.addWidget(self.list, 1)
        if not shown:
            whole.addStretch(1)
        whole.addWidget(
            Caption(_("A backup is made first. One undo takes all of it back."), wrap=True)
        )
        whole.addWidget(self.trouble)
        whole.addLayout(row(None, leave, self.keep))
        self.resize(*SIZE)

    def _keep(self) -> None:
        outcome = self.trouble.run(ops.bring_in, self._bench.store, self._path, self._key)
        if outcome is not None:
            said = ", ".join(words for words, tone in _counts(outcome) if tone != NONE)
            self._bench.notify("\n".join([said or _("No record changes."), *ops.remarks(outcome)]))
            self.accept()


def _counts(outcome: ops.Outcome) -> list[tuple[str, str]]:
    """Return what would happen as words and tone; also what would not, to be sure of it."""
    counts = outcome.counts
    found = [
        (counts["added"], _("{n} added"), "good"),
        (counts["changed"], _("{n} changed"), "accent"),
        (
            len(outcome.conflicts),
            plural("{n} conflict", "{n} conflicts", len(outcome.conflicts)),
            "caution",
        ),
        (counts["deleted"], _("{n} removed"), "stop"),
        (counts["revived"], _("{n} brought back"), "accent"),
        (counts["erased"], _("{n} erased"), "stop"),
        (len(outcome.duplicates), _("{n} may be there twice"), "caution"),
        (outcome.report.unknown, _("{n} from a newer version"), "accent"),
    ]
    return [(words.format(n=n), tone if n else NONE) for n, words, tone in found]


def _told(outcome: ops.Outcome) -> list[str]:
    if outcome.report.empty:
        return [_("Nothing in {name} is new.").format(name=outcome.name)]
    return ops.remarks(outcome)


def _weight(happened: ops.Happened) -> tuple[int, str]:
    """Put first what asks for attention."""
    order = (*ABOUT, "erased", "deleted", "revived", "changed", "added")
    return order.index(happened.what), happened.title.casefold()


def _what(what: str) -> str:
    if what in WHAT:
        return _(WHAT[what])
    return _("to be settled: {about}").format(about=_(ABOUT[what]))
