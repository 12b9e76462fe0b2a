"""How the file was taken, with its first rows."""

from PySide6.QtCore import Signal

from planner.texts import _, plural
from ui.pages.hotspots.importing.cells import CellTable
from ui.pages.hotspots.importing.draft import Draft
from ui.pages.hotspots.importing.frame import Step
from ui.pages.hotspots.importing.how_taken import HowTaken
from ui.theme.widgets import Caption


class FileStep(Step):
    """`asked` is sent when the file should be taken in another way."""

    asked = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__(
            _("File"),
            _("These are the first rows of {name} as they were understood.").format(
                name=draft.path.name
            ),
        )
        self.draft = draft
        self.how = HowTaken()
        self.how.changed.connect(self._take)
        self.notes = Caption(wrap=True)
        self.count = Caption()
        self.table = CellTable(_("First rows of the file"))
        self.body.addWidget(self.how)
        self.body.addWidget(self.notes)
        self.body.addWidget(self.count)
        self.body.addWidget(self.table, 1)
        self.show_looked()

    def ready(self) -> bool:
        return self.draft.looked is not None

    def show_looked(self) -> None:
        """Show the file as it is taken now."""
        looked = self.draft.looked
        self.how.show_taken(looked.table.taken if looked else {})
        if looked is None:
            return
        table = looked.table
        self.notes.setText("\n".join(table.notes))
        self.notes.setVisible(bool(table.notes))
        columns = plural("{n} column", "{n} columns", len(table.columns))
        self.count.setText(columns)
        self.table.show_rows(table.columns, table.preview)

    def _take(self) -> None:
        self.draft.writing = self.how.writing
        self.draft.fixed.clear()
        self.asked.emit()
