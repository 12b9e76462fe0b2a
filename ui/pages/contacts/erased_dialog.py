"""What is left to do by hand after an erasure, and the ways to do it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from planner.ops import history
from planner.ops import mentions as texts
from planner.ops import privacy as ops
from planner.ops.search import place_of, words_of
from planner.progress import Progress
from planner.texts import _, mark, plural
from ui.pages.exchange.attempt import Attempt
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.flow import FlowLayout
from ui.theme.widgets import Caption, Heading, PrimaryButton, Words, row

SIZE = (860, 520)


class ErasedDialog(QDialog):
    """Stays beside the window, so that texts can be corrected while it lists the others."""

    def __init__(self, bench: Workbench, done: ops.Erased, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("The person was erased"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench, self._done = bench, done
        self._found: list[_Line] = []
        self.words, self.trouble = Words(), Attempt(can_stop=False)
        self.hits = RowView(
            [
                Column("kind", mark("Kind"), words_of),
                Column("title", mark("Record"), strong=True),
                Column("field", mark("Field")),
                Column("passage", mark("Passage"), writers.one_line),
            ],
            load=lambda: self._found,
            name=_("Where the name still stands"),
        )
        self.hits.fit(110, 170, 150)
        self.open_record = _button(_("&Open the record"))
        self.forget = _button("")
        self.backups = _button("")
        self.notices = _button(_("&Write erasure notices…"))
        self._lay_out()
        self._connect()
        self._show(done.hits)
        self.hits.choose_first()
        self._search()

    def _search(self) -> None:
        """Search again, beside the window: what was corrected since is gone from the list."""
        work = partial(_named_in, self._bench.store, self._done.named)
        job = self._bench.jobs.start("mentions", _("Where the name still stands"), work)
        job.done.connect(self._show)

    def _show(self, hits: Sequence[texts.Hit]) -> None:
        self._found = [_Line(str(number), hit) for number, hit in enumerate(hits)]
        self.hits.refresh()
        self.hits.setVisible(bool(hits))
        earlier = sum(hit.earlier for hit in hits)
        self.forget.setText(
            plural("&Forget {n} earlier text", "&Forget {n} earlier texts", earlier)
        )
        self.forget.setVisible(bool(earlier))
        kept = [path for path in self._done.backups if path.exists()]
        self.backups.setText(plural("&Delete {n} backup", "&Delete {n} backups", len(kept)))
        self.backups.setVisible(bool(kept))
        self.words.setText("\n".join(_left(self._done, len(hits) - earlier, earlier, len(kept))))
        self._show_choice()

    def _show_choice(self) -> None:
        line = self.hits.row()
        self.open_record.setVisible(bool(self._found))
        self.open_record.setEnabled(line is not None and not line.hit.earlier)

    def _open(self) -> None:
        if line := self.hits.row():
            page, uid = place_of(self._bench.store, line.hit.kind, line.hit.uid)
            if page:
                self._bench.go_to(page, uid)

    def _forget(self) -> None:
        records = {(line.hit.kind, line.hit.uid) for line in self._found if line.hit.earlier}
        self.trouble.run(_forget_each, self._bench.store, sorted(records))

    def _delete_backups(self) -> None:
        ops.delete_backups(self._done)
        self._show([line.hit for line in self._found])

    def _write_notices(self) -> None:
        name = _("erasures") + ".usp"
        path = self._bench.files.save(_("Write erasure notices"), name, _("Copies"), [".usp"])
        if path and self.trouble.run(ops.write_notices, self._bench.store, path) is not None:
            self._bench.notify(_("{name} was written.").format(name=path.name))

    def _connect(self) -> None:
        self._bench.changed.connect(self._search)
        self.hits.chosen.connect(self._show_choice)
        self.hits.activated.connect(self._open)
        self.open_record.clicked.connect(self._open)
        self.forget.clicked.connect(self._forget)
        self.backups.clicked.connect(self._delete_backups)
        self.notices.clicked.connect(self._write_notices)

    def _lay_out(self) -> None:
        close = PrimaryButton(_("&Close"))
        close.clicked.connect(self.accept)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Erased. Save to take it out of the file as well."), wrap=True))
        whole.addWidget(self.words)
        whole.addWidget(self.hits, 1)
        whole.addWidget(self.trouble)
        whole.addLayout(FlowLayout(self.open_record, self.forget, self.backups, self.notices))
        whole.addWidget(Caption(_("Bringing in an old copy does not bring the person back.")))
        whole.addLayout(row(None, close))
        self.resize(*SIZE)


class _Line:
    """A hit as a row of the table."""

    def __init__(self, uid: str, hit: texts.Hit) -> None:
        self.uid, self.hit = uid, hit
        self.kind, self.title, self.passage = hit.kind, hit.title, hit.passage
        field = history.field_titles(hit.kind, hit.field)
        self.field = _("{field}, earlier").format(field=field) if hit.earlier else field


def _named_in(store: Any, named: texts.Named, _progress: Progress) -> list[texts.Hit]:
    return [*texts.mentions(store, named), *texts.earlier_mentions(store, named)]


def _forget_each(store: Any, records: Iterable[tuple[str, str]]) -> None:
    for kind, uid in records:
        texts.forget_earlier_values(store, kind, uid)


def _button(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    return button


def _left(done: ops.Erased, now: int, earlier: int, backups: int) -> list[str]:
    lines = []
    if now:
        lines.append(
            plural(
                "The name still stands in {n} text. Correct it where it is not needed.",
                "The name still stands in {n} texts. Correct them where it is not needed.",
                now,
            )
        )
    if earlier:
        lines.append(
            plural(
                "{n} text that was replaced names the person in the history.",
                "{n} texts that were replaced name the person in the history.",
                earlier,
            )
        )
    for file in done.sent_to:
        lines.append(
            _("{file} went to {party}: send an erasure notice.").format(
                file=file.scope.get("file", ""), party=file.party or _("somebody")
            )
        )
    if backups:
        lines.append(_("Backups on this computer still hold the person."))
    return lines or [_("The name stands nowhere else, and no file with it was sent out.")]
