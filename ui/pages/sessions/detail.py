"""One session in full: its time, its words, its questions, its people."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from planner.model.kinds import choice_titles
from planner.model.sessions import SessionFields, SessionRow
from planner.ops import marks, participations
from planner.ops import sessions as ops
from planner.texts import _, or_withheld
from ui.forms.choices import Pairs
from ui.forms.record_form import RecordForm
from ui.pages.parts.actions_card import ActionsCard
from ui.pages.parts.lists import Detail
from ui.pages.parts.notes_card import NotesCard
from ui.pages.sessions.people_card import PeopleCard
from ui.pages.sessions.questions_card import QuestionsCard
from ui.pages.sessions.series_card import SeriesCard
from ui.pages.sessions.when_box import WhenBox
from ui.shell.workbench import Workbench
from ui.theme.icons import set_icon
from ui.theme.widgets import Caption, Card, Chip, Section, row

FIELDS = ("title", "subtitle", "series", "status", "format", "link", "language", "description")
TONES = {"confirmed": "good", "planned": "accent", "cancelled": "stop"}


class SessionDetail(Detail):
    """Shows one session; every box is kept when it is left."""

    duplicate_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("The chosen session"))
        self._bench = bench
        self._uid = ""
        self.title, self.status = Section(wrap=True), Chip("")
        self.contacts = Caption(wrap=True)
        self.form = RecordForm(SessionFields, {"series": self._series}, FIELDS)
        self.when = WhenBox()
        self.form.put_after("subtitle", _("When"), self.when)
        self.series = SeriesCard(bench)
        self.questions, self.people = QuestionsCard(bench), PeopleCard(bench)
        self.to_do, self.notes = ActionsCard(bench), NotesCard(bench)
        self.duplicate = QPushButton(_("Duplicate"))
        self.remove = QPushButton(_("Remove"))
        set_icon(self.duplicate, "duplicate")
        set_icon(self.remove, "remove")
        self._lay_out()
        self.duplicate.clicked.connect(self.duplicate_wanted)
        self.remove.clicked.connect(self.remove_wanted)
        self.form.field_finished.connect(lambda name, value: self._change(**{name: value}))
        self.when.changed.connect(lambda values: self._change(**values))

    def show_session(self, item: ops.SessionItem | None) -> None:
        """Show a session, or nothing to edit."""
        session = item.row if item else None
        if self.form.record is not None and (session is None or session.uid != self._uid):
            self.form.finish()
            self.series.form.finish()
        self._uid = session.uid if session else ""
        self.form.show_record(session, self._bench.store.revision)
        marked = marks.of_record(self._bench.store, "session", self._uid)
        self.form.show_marks(marked.words, marked.withheld)
        self.when.show_fields(session, marked)
        self.questions.show_session(self._uid)
        self.people.show_session(self._uid, self._warnings(item))
        self.series.show_session(session, withheld="series" in marked.withheld)
        self.to_do.show_about(self._uid)
        self.notes.show_about(self._uid)
        self._head(session)

    def focus_title(self) -> None:
        box: Any = self.form.editor("title")
        box.setFocus()
        box.selectAll()
        self.ensureWidgetVisible(box)

    def _head(self, session: SessionRow | None) -> None:
        if session is None:
            return
        self.title.setText(or_withheld(session.title))
        titles = choice_titles(SessionFields, "status")
        self.status.say(_(titles.get(session.status, "")), TONES.get(session.status, "neutral"))
        self.status.setVisible(session.status in titles)
        names = participations.series_contacts(self._bench.store, session.series)
        self.contacts.setText(_("Contact: {names}").format(names=", ".join(names)))
        self.contacts.setVisible(bool(names))

    def _warnings(self, item: ops.SessionItem | None) -> str:
        if item is None or not item.clashes:
            return ""
        return "\n".join(
            _("{name} is in “{title}” at the same time.").format(name=name, title=title)
            for name, title in ops.clashes_of(self._bench.store, item.uid)
        )

    def _change(self, **values: Any) -> None:
        if self._uid:
            self._bench.do(ops.change_session, self._uid, self.form.seen, **values)

    def _series(self) -> Pairs:
        return [
            (series.uid, or_withheld(series.title)) for series in ops.list_series(self._bench.store)
        ]

    def _lay_out(self) -> None:
        head = row(self.title, self.status, self.duplicate, self.remove)
        head.setStretch(0, 1)
        self.column.addLayout(head)
        self.column.addWidget(self.contacts)
        card = Card()
        card.body.addWidget(self.form)
        cards: Sequence[QWidget] = (
            card,
            self.questions,
            self.people,
            self.series,
            self.to_do,
            self.notes,
        )
        for widget in cards:
            self.column.addWidget(widget)
        self.column.addStretch(1)
