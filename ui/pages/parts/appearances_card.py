"""The sessions in which somebody takes part."""

from functools import partial

from planner.model.kinds import choice_titles
from planner.model.sessions import ParticipationFields
from planner.ops import participations as ops
from planner.texts import _, or_withheld
from ui.pages.parts.card_rows import CardRows
from ui.shell.workbench import Workbench
from ui.tables import writers
from ui.theme.widgets import Caption, Card, RowButton, Strong, Words


class AppearancesCard(Card):
    """Where a contact takes part, in which role; each line leads there."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(_("Sessions"))
        self._bench = bench
        self.rows = CardRows(partial(_AppearanceLine, bench))
        self.none = Words(_("In no session yet."))
        self.body.addLayout(self.rows)
        self.body.addWidget(self.none)

    def show_contact(self, uid: str) -> None:
        found = ops.appearances(self._bench.store, uid) if uid else []
        self.rows.show_items(found)
        self.none.setVisible(not found)


class _AppearanceLine(RowButton):
    """One session and the part played in it."""

    def __init__(self, bench: Workbench, found: ops.Appearance) -> None:
        super().__init__(or_withheld(found.session.title))
        self._session = found.session.uid
        self.title, self.part, self.when = Strong(), Caption(), Caption()
        self.line.addWidget(self.title, 1)
        self.line.addWidget(self.part)
        self.line.addWidget(self.when)
        self.clicked.connect(lambda: bench.go_to("sessions", self._session))

    def show_row(self, found: ops.Appearance) -> None:
        roles = choice_titles(ParticipationFields, "role")
        states = choice_titles(ParticipationFields, "status")
        words = (_(roles.get(found.row.role, "")), _(states.get(found.row.status, "")))
        self.title.setText(or_withheld(found.session.title))
        self.part.setText(" · ".join(words))
        self.when.setText(
            writers.short_day((found.session.starts_local or "")[:10]) or _("no day yet")
        )
        self.setAccessibleName(f"{self.title.text()}, {self.part.text()}, {self.when.text()}")
