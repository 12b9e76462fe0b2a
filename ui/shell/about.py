"""Help: what the app is and where it keeps things, and the keys that work."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from planner.paths import log_file, resources
from planner.texts import _
from ui.theme.widgets import Caption, Heading, Label, Section, Words, row


class AboutDialog(QDialog):
    """Version, where files are, and the licences of what the app is made of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        from planner.store import backups
        from planner.store.files import app_version

        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("About this app"))
        self.resize(640, 520)
        licences = QPlainTextEdit(_licences(), readOnly=True)
        licences.setAccessibleName(_("Licences"))
        licences.setTabChangesFocus(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addWidget(Heading("Urban Security Planner"))
        column.addWidget(Label(_("Version {version}").format(version=app_version())))
        column.addWidget(
            Words(_("Works without any network. Nothing is sent, fetched or counted."))
        )
        column.addWidget(_path(_("Log file: {path}").format(path=log_file())))
        column.addWidget(_path(_("Backups: {path}").format(path=backups.folder(""))))
        column.addWidget(Section(_("Licences")))
        column.addWidget(licences, 1)
        column.addLayout(_close(self))


class KeysDialog(QDialog):
    """The first steps in three sentences, then every action that has a key."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keys and first steps"))
        self.resize(560, 560)
        table = QGridLayout()
        table.setHorizontalSpacing(32)
        table.setVerticalSpacing(4)
        keyed = [action for action in actions.values() if action.shortcuts()]
        for line, action in enumerate(keyed):
            keys = " · ".join(key.toString() for key in action.shortcuts())
            table.addWidget(Label(action.text().replace("&", "")), line, 0)
            table.addWidget(Caption(keys), line, 1)
        inner = QWidget()
        inner.setLayout(table)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Keys"))
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addWidget(Heading(_("First steps")))
        column.addWidget(
            Words(
                _(
                    "Choose a part on the left. What you type is kept as you leave a box, and"
                    " each step can be taken back. Save writes the project file."
                )
            )
        )
        column.addWidget(Section(_("Keys")))
        column.addWidget(scroll, 1)
        column.addLayout(_close(self))


def _close(dialog: QDialog) -> QVBoxLayout:
    button = QPushButton(_("Close"), default=True)
    button.clicked.connect(dialog.close)
    holder = QVBoxLayout()
    holder.addLayout(row(None, button))
    return holder


def _path(text: str) -> Caption:
    caption = Caption(text, wrap=True)
    caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return caption


def _licences() -> str:
    """Return our licence notice, then the notices of what is bundled."""
    notices = [
        _("Urban Security Planner is free software under the EUPL 1.2."),
        _("It is made with Qt and PySide6 (LGPL 3), which may be replaced."),
        (resources() / "fonts" / "OFL.txt").read_text("utf-8"),
    ]
    third = resources() / "THIRD_PARTY_NOTICES.txt"
    if third.is_file():
        notices.append(third.read_text("utf-8"))
    return "\n\n".join(notices)
