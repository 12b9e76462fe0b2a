"""Erasing a person, and handing over what is held about one."""

import json
from collections import Counter
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
from planner.texts import _, plural
from ui.pages.contacts.erased_dialog import ErasedDialog
from ui.pages.exchange.attempt import Attempt
from ui.shell.workbench import Workbench
from ui.theme.widgets import Heading, PrimaryButton, Words, as_tall_as_content, row

WIDTH = 580
MARGIN_MM = 18


class EraseDialog(QDialog):
    """Says what will be gone, and erases."""

    def __init__(self, bench: Workbench, uid: str, name: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Erase a person"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench, self._uid = bench, uid
        self.trouble = Attempt(can_stop=False)
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
        whole.addWidget(Words("\n".join(_goes_along(bench, uid))))
        whole.addLayout(form)
        whole.addWidget(self.trouble)
        whole.addLayout(row(None, self.erase, leave))
        as_tall_as_content(self, WIDTH)

    def _erase(self) -> None:
        store, ref = self._bench.store, self.ref.text()
        done = self.trouble.run(ops.erase_person, store, self._uid, ref)
        if done is None:
            return
        self.accept()
        parent = self.parentWidget()
        ErasedDialog(self._bench, done, parent).show()


def _goes_along(bench: Workbench, uid: str) -> list[str]:
    """Say what is erased with a person, and who will have to be told."""
    counts = Counter(kind for kind, _uid in ops.personal_records(bench.store, uid))
    found = [
        plural("{n} contact", "{n} contacts", counts["person"]),
        plural("{n} part in a session", "{n} parts in sessions", counts["participation"]),
        plural("{n} note", "{n} notes", counts["note"]),
    ]
    files = len(ops.sent_out(bench.store, uid))
    sent = plural("Sent out in {n} file.", "Sent out in {n} files.", files)
    return [_("Goes: {records}.").format(records=", ".join(found)), *([sent] if files else [])]


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
