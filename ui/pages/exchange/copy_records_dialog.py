"""The records of another project, to copy some of them."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from planner.ops import exchange as ops
from planner.ops.search import words_of
from planner.texts import _, plural
from ui.pages.exchange.attempt import Attempt
from ui.pages.exchange.check_list import CheckList
from ui.shell.workbench import Workbench
from ui.theme.widgets import Heading, PrimaryButton, SearchBox, Words, row

SIZE = (820, 560)


class CopyRecordsDialog(QDialog):
    """Tick what to copy; what it refers to comes along."""

    def __init__(
        self, bench: Workbench, path: Path, key: ops.Key | None, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Copy from another project"))
        self._bench, self._path, self._key = bench, path, key
        found = [
            (h.uid, f"{words_of(h.kind)}: {h.title}")
            for h in ops.foreign_records(bench.store, path, key)
        ]
        self.list = CheckList(_("Records to copy"), sorted(found, key=_by_words))
        self.search, self.trouble = SearchBox(_("Find a record")), Attempt()
        self.copy = PrimaryButton(_("&Copy"))
        self.copy.setEnabled(False)
        self.copy.clicked.connect(self._copy)
        self.search.textChanged.connect(self.list.look_for)
        self.list.on_tick(lambda: self.copy.setEnabled(bool(self.list.ticked())))
        leave = QPushButton(_("C&ancel"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(path.name, wrap=True))
        whole.addWidget(
            Words(
                _(
                    "This is another project, not a copy of this one. Tick what you want to copy;"
                    " what it refers to comes along. Copies are records of their own."
                )
            )
        )
        whole.addWidget(self.search)
        whole.addWidget(self.list, 1)
        whole.addWidget(self.trouble)
        whole.addLayout(row(None, leave, self.copy))
        self.resize(*SIZE)

    def _copy(self) -> None:
        wanted = (self._bench.store, self._path, self.list.ticked(), self._key)
        made = self.trouble.run(ops.copy_records, *wanted)
        if made is not None:
            self._bench.notify(plural("{n} record copied.", "{n} records copied.", len(made)))
            self.accept()


def _by_words(entry: tuple[str, str]) -> str:
    return entry[1].casefold()
