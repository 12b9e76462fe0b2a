"""What a copy would bring, before it is brought in."""

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
from planner.ops.search import words_of
from planner.texts import _, mark, plural
from ui.pages.exchange.check_list import CheckList
from ui.shell.workbench import Workbench
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Heading, PrimaryButton, Words, row

SIZE = (820, 560)
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


def bring_in(bench: Workbench, path: Path, parent: QWidget) -> None:
    """Show what `path` would bring; a copy of another project offers its records to choose."""
    sealed = ops.is_sealed(path)
    key = _key(path, parent) if sealed else None
    if sealed and key is None:
        return
    try:
        dialog: QDialog = BringInDialog(
            bench, ops.preview(bench.store, path, key), path, key, parent
        )
    except ops.OtherProjectError:
        dialog = CopyRecordsDialog(bench, path, key, parent)
    except UserError as error:
        bench.refused.emit(error)
        return
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _key(path: Path, parent: QWidget) -> ops.Key | None:
    """Ask for what opens a sealed file: a passphrase or one's secret key."""
    by_passphrase = ops.wants_passphrase(path)
    question = _("The passphrase of {name}:") if by_passphrase else _("Your secret key for {name}:")
    text, given = QInputDialog.getText(
        parent, _("A sealed file"), question.format(name=path.name), QLineEdit.EchoMode.Password
    )
    if not given:
        return None
    return ops.Key(passphrase=text) if by_passphrase else ops.Key(identity=text)


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
        self.words = Words("\n".join(_summary(outcome)))
        shown = [*outcome.conflicts, *outcome.records, *outcome.duplicates]
        self.list = RowView(
            [
                Column("what", mark("What happens"), _what),
                Column("kind", mark("Kind"), words_of),
                Column("title", mark("Record"), strong=True),
            ],
            load=lambda: shown,
            name=_("What would happen"),
        )
        self.list.refresh()
        self.list.fit(280, 130)
        self.keep = PrimaryButton(_("&Bring in"))
        self.keep.setEnabled(not outcome.report.empty)
        self.keep.clicked.connect(self._keep)
        leave = QPushButton(_("&Cancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(outcome.name))
        whole.addWidget(self.words)
        whole.addWidget(self.list, 1)
        whole.addWidget(
            Caption(_("A backup is made first. One undo takes all of it back."), wrap=True)
        )
        whole.addLayout(row(None, leave, self.keep))
        self.resize(*SIZE)

    def _keep(self) -> None:
        outcome = self._bench.do(ops.bring_in, self._path, self._key)
        if outcome is not None:
            self._bench.notify("\n".join(_summary(outcome)))
            self.accept()


def _summary(outcome: ops.Outcome) -> list[str]:
    if outcome.report.empty:
        return [_("Nothing in {name} is new.").format(name=outcome.name)]
    counts = outcome.counts
    said = [f"{counts[what]} {_(words)}" for what, words in WHAT.items() if counts[what]]
    lines = [", ".join(said) or _("No record changes.")]
    if outcome.conflicts:
        lines.append(
            plural("{n} conflict to settle.", "{n} conflicts to settle.", len(outcome.conflicts))
        )
    if outcome.duplicates:
        lines.append(
            plural(
                "{n} contact may be there twice.",
                "{n} contacts may be there twice.",
                len(outcome.duplicates),
            )
        )
    return [*lines, *ops.remarks(outcome)]


def _what(what: str) -> str:
    if what in WHAT:
        return _(WHAT[what])
    return _("to be settled: {about}").format(about=_(ABOUT[what]))


class CopyRecordsDialog(QDialog):
    """The records of another project, to copy some of them."""

    def __init__(
        self, bench: Workbench, path: Path, key: ops.Key | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Copy from another project"))
        self._bench, self._path, self._key = bench, path, key
        found = ops.foreign_records(bench.store, path, key)
        self.list = CheckList(
            _("Records to copy"), [(h.uid, f"{words_of(h.kind)}: {h.title}") for h in found]
        )
        self.copy = PrimaryButton(_("&Copy"))
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self._copy)
        self.list.on_tick(lambda: self.copy.setEnabled(bool(self.list.ticked())))
        leave = QPushButton(_("C&ancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(path.name))
        whole.addWidget(
            Words(
                _(
                    "This is another project, not a copy of this one. Tick what you want to copy;"
                    " what it refers to comes along. Copies are records of their own."
                )
            )
        )
        whole.addWidget(self.list, 1)
        whole.addLayout(row(None, leave, self.copy))
        self.resize(*SIZE)

    def _copy(self) -> None:
        made = self._bench.do(ops.copy_records, self._path, self.list.ticked(), self._key)
        if made is not None:
            self._bench.notify(plural("{n} record copied.", "{n} records copied.", len(made)))
            self.accept()
