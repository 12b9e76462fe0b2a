"""Erasing a person, and handing over what is held about one."""

import json
from pathlib import Path

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from planner.ops import privacy as ops
from planner.texts import _, mark, plural
from ui.shell.workbench import Workbench
from ui.tables.row_table import Column
from ui.tables.row_view import RowView
from ui.theme.widgets import Caption, Heading, PrimaryButton, Words, row

NARROW, WIDE = (560, 320), (820, 480)
MARGIN_MM = 18


class EraseDialog(QDialog):
    """Says what will be gone, and erases."""

    def __init__(self, bench: Workbench, uid: str, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Erase a person"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench, self._uid = bench, uid
        self.ref = QLineEdit(maxLength=100)
        self.ref.setAccessibleName(_("Number of the request"))
        self.erase = QPushButton(_("&Erase for good"))
        self.erase.setAutoDefault(False)
        self.erase.clicked.connect(self._erase)
        leave = PrimaryButton(_("&Cancel"))
        leave.clicked.connect(self.reject)
        form = QFormLayout()
        form.addRow(_("&Number of the request, no name"), self.ref)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Erase {name}?").format(name=name), wrap=True))
        whole.addWidget(
            Words(
                _(
                    "All that was ever written about this person goes, with notes about them and"
                    " their parts in sessions: here at once, in the file with the next save, and"
                    " in every copy that yours is brought into. It cannot be taken back."
                )
            )
        )
        whole.addLayout(form)
        whole.addStretch(1)
        whole.addLayout(row(None, self.erase, leave))
        self.resize(*NARROW)

    def _erase(self) -> None:
        done = self._bench.do(ops.erase_person, self._uid, self.ref.text())
        if done is None:
            return
        self.accept()
        parent = self.parentWidget()
        ErasedDialog(self._bench, done, parent).open()


class ErasedDialog(QDialog):
    """What is left to do by hand after an erasure."""

    def __init__(self, bench: Workbench, done: ops.Erased, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("The person was erased"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench, self._done = bench, done
        self.hits = RowView(
            [
                Column("title", mark("Record"), strong=True),
                Column("field", mark("Field")),
                Column("passage", mark("Passage"), lambda text: " ".join(text.split())),
            ],
            load=lambda: list(done.hits),
            name=_("Where the name still stands"),
        )
        self.hits.refresh()
        self.hits.fit(180, 110)
        self.hits.setVisible(bool(done.hits))
        self.backups = QPushButton(
            plural("&Delete {n} backup", "&Delete {n} backups", len(done.backups))
        )
        self.backups.setVisible(bool(done.backups))
        self.backups.clicked.connect(self._delete_backups)
        self.notices = QPushButton(_("&Write erasure notices…"))
        self.notices.clicked.connect(self._write_notices)
        close = PrimaryButton(_("&Close"))
        close.clicked.connect(self.accept)
        whole = QVBoxLayout(self)
        whole.addWidget(Heading(_("Erased. Save to take it out of the file as well.")))
        whole.addWidget(Words("\n".join(_left(done))))
        whole.addWidget(self.hits, 1)
        whole.addWidget(
            Caption(
                _("Bringing in an old copy does not bring the person back."),
                wrap=True,
            )
        )
        whole.addLayout(row(self.backups, self.notices, None, close))
        self.resize(*WIDE)

    def _delete_backups(self) -> None:
        ops.delete_backups(self._done)
        self.backups.setEnabled(False)

    def _write_notices(self) -> None:
        path = self._bench.files.save(
            _("Write erasure notices"), _("erasures") + ".usp", _("Copies"), [".usp"]
        )
        if path:
            self._bench.do(ops.write_notices, path)


def _left(done: ops.Erased) -> list[str]:
    lines = []
    if done.hits:
        lines.append(
            plural(
                "The name still stands in {n} text. Correct it where it is not needed.",
                "The name still stands in {n} texts. Correct them where it is not needed.",
                len(done.hits),
            )
        )
    for file in done.sent_to:
        lines.append(
            _("{file} went to {party}: send an erasure notice.").format(
                file=file.scope.get("file", ""), party=file.party or _("somebody")
            )
        )
    if done.backups:
        lines.append(_("Backups on this computer still hold the person."))
    return lines or [_("The name stands nowhere else, and no file with it was sent out.")]


def hand_over(bench: Workbench, uid: str) -> None:
    """Ask for a file and write into it what is held about a person, to print or as JSON."""
    path = bench.files.save(
        _("What we hold about this person"), _("access") + ".pdf", "PDF, JSON", [".pdf", ".json"]
    )
    if path is None:
        return
    if path.suffix.lower() == ".json":
        held = bench.do(ops.subject_access, uid)
        if held is not None:
            path.write_text(json.dumps(held, ensure_ascii=False, indent=2), "utf-8")
    else:
        page = bench.do(ops.subject_access_html, uid)
        if page is not None:
            write_pdf(path, page)
    bench.notify(_("{name} was written.").format(name=path.name))


def write_pdf(path: Path, page: str) -> None:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    document.setHtml(page)
    document.print_(writer)
