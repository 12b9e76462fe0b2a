"""Settings: what holds for this person, and what holds for this project."""

from typing import Any

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from planner.model.preferences import Preferences
from planner.model.project import ProjectFields
from planner.ops import preferences
from planner.ops import project as ops
from planner.texts import _
from ui.forms.record_form import RecordForm
from ui.shell.page import Page, page
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.theme import Theme
from ui.theme.widgets import Caption, Card, Heading

WIDTH = 720


@page
class SettingsPage(Page):
    """Two forms: one kept with the app, one kept in the project file."""

    name = "settings"
    kinds = frozenset({"project"})

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.project = RecordForm(ProjectFields)
        self.own = RecordForm(Preferences)
        offer_languages(self.own)
        inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(16)
        column.addWidget(Heading(_("Settings")))
        column.addWidget(
            _card(_("This project"), self.project, _("Kept in the project file, for everybody."))
        )
        column.addWidget(
            _card(_("You, on this computer"), self.own, _("Kept beside the app, for all projects."))
        )
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("Settings"))
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)
        self.project.field_finished.connect(self._change_project)
        self.own.field_finished.connect(self._change_own)
        self.refresh()

    def refresh(self) -> None:
        store = self.bench.store
        self.project.show_record(ops.project(store), store.revision)
        self.own.show_record(preferences.preferences())

    def _change_project(self, name: str, value: Any) -> None:
        self.bench.do(ops.change_project, seen=self.project.seen, **{name: value})

    def _change_own(self, name: str, value: Any) -> None:
        chosen = preferences.change_preferences(**{name: value})
        if name == "look" and (theme := Theme.of_app()):
            theme.wish(chosen.look)
        writers.use_style(chosen.date_style)
        self.own.show_record(chosen)
        if name == "language":
            self.bench.notify(_("The language changes at the next start."))


def offer_languages(form: RecordForm) -> None:
    """Leave only the languages that the app has texts for."""
    box = form.editor("language")
    known = {"", *preferences.languages()}
    for row in reversed(range(box.count())):  # type: ignore[attr-defined]
        if box.itemData(row) not in known:  # type: ignore[attr-defined]
            box.removeItem(row)  # type: ignore[attr-defined]


def _card(title: str, form: RecordForm, words: str) -> Card:
    card = Card(title)
    card.body.addWidget(Caption(words))
    card.body.addWidget(form)
    return card
