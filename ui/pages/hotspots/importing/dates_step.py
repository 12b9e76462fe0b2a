"""How dates are written, with what each text is read as."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout

from planner.ops import import_previews as previews
from planner.ops import imports
from planner.ops.imports import Suggestion
from planner.texts import _, mark, plural
from ui.forms.boxes import LineBox
from ui.pages.hotspots.importing.cells import CellTable
from ui.pages.hotspots.importing.choices import Choose
from ui.pages.hotspots.importing.draft import Draft
from ui.pages.hotspots.importing.frame import Step
from ui.tables import writers
from ui.theme.widgets import Caption, FieldLabel

FORMS = {
    "ISO": mark("year-month-day: 2026-06-25"),
    "%d.%m.%Y": mark("day.month.year: 25.06.2026"),
    "%d/%m/%Y": mark("day/month/year: 25/06/2026"),
    "%m/%d/%Y": mark("month/day/year: 06/25/2026"),
    "%d-%m-%Y": mark("day-month-year: 25-06-2026"),
    "%d.%m.%y": mark("day.month.year: 25.06.26"),
    "%Y%m%d": mark("yearmonthday: 20260625"),
    "%Y-%m": mark("year-month: 2026-06"),
    "%m/%Y": mark("month/year: 06/2026"),
    "%d %b %Y": mark("day month year: 25 Jun 2026"),
    "serial": mark("days since 1900, as spreadsheets count"),
}
SEVERAL = mark("several forms, each read by its own")


class DatesStep(Step):
    """`asked` is sent when another form was chosen."""

    asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("Dates"), _("Check that days and months are not exchanged: 1/2 may be either.")
        )
        self.draft = draft
        self.form = QFormLayout()
        self.chosen = Choose(self.form, "form", _("&Dates are written as"))
        self.own = LineBox()
        self.own.setObjectName("own_form")
        self.own.setAccessibleName(_("Another form"))
        self.own.setPlaceholderText(_("dd.mm.yyyy HH:MM"))
        label = FieldLabel(_("&Another form"))
        label.setBuddy(self.own)
        self.form.addRow(label, self.own)
        self.count = Caption(wrap=True)
        self.table = CellTable(_("Texts of the file and the dates they are read as"))
        self.body.addLayout(self.form)
        self.body.addWidget(self.count)
        self.body.addWidget(self.table, 1)
        self.chosen.box.activated.connect(lambda _at: self._take(self.chosen.value))
        self.own.editingFinished.connect(self._take_own)

    def ready(self) -> bool:
        choice = self.draft.choice()
        if choice is None or not choice.columns.date:
            return choice is not None
        return bool(self.chosen.value)

    def entered(self) -> None:
        self.show_looked()

    def show_looked(self) -> None:
        """Show the form and what the first texts become."""
        looked = self.draft.looked
        if looked is None:
            return
        found = looked.suggested.form
        forms = dict.fromkeys((*found.candidates, *FORMS))
        self.chosen.offer([(form, title_of(form)) for form in forms if form], found)
        dated = bool(looked.suggested.columns["date"].value)
        self.chosen.box.setEnabled(dated)
        self._show_rows(looked.suggested.columns["date"])

    def _show_rows(self, date: Suggestion) -> None:
        looked, form = self.draft.looked, self.chosen.value
        if looked is None or not date.value:
            self.count.setText(_("Year and month stand in columns of their own."))
            self.table.show_rows((), ())
            return
        if form:
            rows = previews.dates_read(looked.table, date.value, form)
        else:
            rows = [(text, "") for text in self._texts(date.value)]
        unread = sum(not read for _text, read in rows)
        words = plural(
            "{n} of these texts cannot be read.", "{n} of these texts cannot be read.", unread
        )
        self.count.setText(words if unread and form else "")
        shown = [(text, _written(read)) for text, read in rows] if form else rows
        self.table.show_rows((_("in the file"), _("read as")), shown)

    def _texts(self, name: str) -> list[str]:
        if self.draft.looked is None:
            return []
        table = self.draft.looked.table
        at = table.columns.index(name)
        return list(dict.fromkeys(row[at] for row in table.preview))

    def _take_own(self) -> None:
        if text := self.own.text().strip():
            self._take(imports.plain_form(text))

    def _take(self, form: str) -> None:
        self.draft.fixed["form"] = form
        self.asked.emit()


def _written(read: str) -> str:
    """Write a day or moment so that day and month cannot be mistaken."""
    if not read:
        return _("not read")
    return writers.moment(read) if "T" in read else writers.day(read)


def title_of(form: str) -> str:
    """Return a form in words."""
    if "|" in form:
        return _(SEVERAL)
    return _(FORMS[form]) if form in FORMS else form
