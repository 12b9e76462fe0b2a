"""The series a session belongs to, edited where its sessions are."""

from typing import Any

from PySide6.QtWidgets import QPushButton

from planner.model.sessions import SeriesFields, SessionRow
from planner.ops import sessions as ops
from planner.texts import _, plural
from ui.forms.record_form import RecordForm
from ui.pages.parts.marks import mark_form
from ui.shell.workbench import Workbench
from ui.theme.widgets import Caption, Card, row


class SeriesCard(Card):
    """Title, sponsor and description of the series; or a way to begin one."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Series"))
        self._bench = bench
        self._session: SessionRow | None = None
        self.shared = Caption(wrap=True)
        self.form = RecordForm(SeriesFields, only=("title", "sponsor", "description"))
        self.begin = QPushButton(_("Begin a series"))
        self.remove = QPushButton(_("Remove the series"))
        self.body.addWidget(self.shared)
        self.body.addWidget(self.form)
        self.body.addLayout(row(self.begin, self.remove, None))
        self.form.field_finished.connect(self._change)
        self.begin.clicked.connect(self.begin_series)
        self.remove.clicked.connect(self._remove)

    def show_session(self, session: SessionRow | None, *, withheld: bool = False) -> None:
        """Show the series of a session; `withheld` if the sender did not say which."""
        self._session = session
        wanted = session.series if session else None
        known = [s for s in ops.list_series(self._bench.store) if s.uid == wanted]
        series = known[0] if known else None
        self.form.show_record(series, self._bench.store.revision)
        mark_form(self.form, self._bench, "series", series.uid if series else "")
        self.form.setVisible(series is not None)
        self.remove.setVisible(series is not None)
        self.begin.setVisible(series is None and not withheld)
        shared = len([s for s in ops.list_sessions(self._bench.store) if s.series == wanted])
        words = plural("{n} session belongs to it.", "{n} sessions belong to it.", shared)
        alone = _("This session belongs to no series.")
        unknown = _("The sender did not say to which series it belongs.")
        self.shared.setText(words if series else unknown if withheld else alone)

    def begin_series(self) -> None:
        """Begin a series with the session that is shown."""
        if self._session is not None:
            fields = SeriesFields(title=_("New series"))
            self._bench.do(ops.begin_series, self._session.uid, fields)
            box: Any = self.form.editor("title")
            box.setFocus()
            box.selectAll()

    def _change(self, name: str, value: Any) -> None:
        self._bench.do(ops.change_series, self.form.record.uid, self.form.seen, **{name: value})

    def _remove(self) -> None:
        if self.form.record is not None:
            self._bench.do(ops.remove_series, self.form.record.uid)
