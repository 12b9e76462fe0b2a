"""The right column: the verdict now, what to find out first, and how complete it is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from planner.ops.assessments import Assessed, RiskLevels
from planner.texts import _, plural
from ui.pages.assessments import words
from ui.pages.tones import VERDICT_TONES
from ui.theme.widgets import (
    Caption,
    Card,
    Chip,
    Figure,
    Label,
    RowButton,
    Words,
    clear,
    column,
    row,
    set_state,
)

LEADS = 5
BAND_ORDER = ("critical", "high", "moderate", "low")


class ResultColumn(QScrollArea):
    """Shows a result. `item_wanted` and `risk_wanted` send what a person goes to."""

    item_wanted = Signal(str)
    risk_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setAccessibleName(_("Result"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(240)
        self.setMaximumWidth(60 * self.fontMetrics().averageCharWidth())
        self._shown: dict[str, object] = {}
        self.verdict = VerdictCard()
        self.leads = Card(_("Find this out first"))
        self.risks = Card(_("Risks, before → after safeguards"))
        self.complete = Card(_("How complete"))
        self._leads, self._risks, self._words = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for lines in (self._leads, self._risks):
            lines.setSpacing(0)
        self.leads.body.addLayout(self._leads)
        self.risks.body.addLayout(self._risks)
        self.risks.body.addWidget(
            Caption(_("A range is shown where answers are not known."), wrap=True)
        )
        self.complete.body.addLayout(self._words)
        inner = QWidget()
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(0, 0, 4, 0)
        self._cards.setSpacing(12)
        for card in (self.verdict, self.leads, self.risks, self.complete):
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self._cards.addWidget(card)
        self._cards.addStretch(1)
        self.setWidget(inner)

    def show_assessed(self, found: Assessed) -> None:
        self.verdict.show_assessed(found)
        self._show_leads(found)
        self._show_risks(found)
        self._show_completeness(found)
        for layout in (self._leads, self._risks, self._words, self._cards):
            layout.activate()

    def _show_leads(self, found: Assessed) -> None:
        leads = found.result.find_out_first[:LEADS]
        self.leads.setVisible(bool(leads))
        if self._same("leads", (found.checklist.digest, [lead.item for lead in leads])):
            return
        clear(self._leads)
        for number, lead in enumerate(leads, start=1):
            item = found.checklist.item(lead.item)
            question = words.short(item.question if item else "")
            link = linked(f"{number}. {question} ({words.short_id(lead.item)})")
            link.clicked.connect(lambda _=False, id_=lead.item: self.item_wanted.emit(id_))
            self._leads.addWidget(link)

    def _show_risks(self, found: Assessed) -> None:
        shown = [
            (one.risk, words.change_words(one), words.risk_tone(one))
            for one in sorted(found.result.risks, key=_worst_first)
        ]
        if self._same("risks", (found.checklist.digest, shown)):
            return
        clear(self._risks)
        for risk_id, change, tone in shown:
            risk = found.checklist.risk(risk_id)
            title = risk.title if risk else risk_id
            link = linked(title, Chip(change, tone))
            link.setAccessibleName(f"{title}: {change}")
            link.clicked.connect(lambda _=False, id_=risk_id: self.risk_wanted.emit(id_))
            self._risks.addWidget(link)

    def _same(self, part: str, content: object) -> bool:
        """Tell whether `part` shows this already; links keep the focus if it does."""
        same = self._shown.get(part) == content
        self._shown[part] = content
        return same

    def _show_completeness(self, found: Assessed) -> None:
        clear(self._words)
        for text in completeness_words(found):
            self._words.addWidget(Words(text))
        for share in found.result.completeness.sections:
            if share.warn:
                text = _("{section}: {percent:.0f} % set aside").format(
                    section=words.section_title(found.checklist, share.section),
                    percent=share.not_applicable_percent,
                )
                self._words.addWidget(Chip(text, "caution"))


class VerdictCard(Card):
    """The verdict in both readings, in the colour of the cautious one."""

    def __init__(self) -> None:
        super().__init__(tone="accent")
        self.now = Figure(wrap=True)
        self.sentence, self.hopeful = Words(), Words()
        self.reasons = QVBoxLayout()
        self.body.addWidget(Caption(_("Verdict now")))
        self.body.addWidget(self.now)
        self.body.addWidget(self.sentence)
        self.body.addLayout(self.reasons)
        self.body.addWidget(self.hopeful)

    def show_assessed(self, found: Assessed) -> None:
        set_state(self, "tone", VERDICT_TONES[found.result.verdict])
        self.now.setText(found.verdict)
        self.setAccessibleName(_("Verdict now: {verdict}").format(verdict=found.verdict))
        self.sentence.setText(found.sentence)
        clear(self.reasons)
        for text in found.reasons:
            self.reasons.addWidget(Words(f"• {text}"))
        for need in found.needs().values():
            self.reasons.addWidget(Words("• " + _("Still needed: {need}.").format(need=need)))
        same = found.result.verdict == found.result.hopeful.verdict
        self.hopeful.setText(
            _("Hopeful reading: the same.")
            if same
            else _("Hopeful reading: {verdict}.").format(verdict=found.hopeful_verdict.lower())
        )


def linked(text: str, *more: QWidget) -> RowButton:
    """A line that leads somewhere: wrapped text, and what stands below it."""
    button = RowButton(text)
    button.line.setContentsMargins(4, 6, 4, 6)
    chips = [row(*more, None)] if more else []
    button.line.addLayout(column(Label(text, wrap=True), *chips, spacing=4), 1)
    return button


def completeness_words(found: Assessed) -> list[str]:
    how = found.result.completeness
    counts = _("{answered} of {total} key questions answered").format(
        answered=how.answered, total=how.key_items
    )
    unknown = plural("{n} not known", "{n} not known", how.unknown)
    evidence = _("Evidence: {e0} asserted, {e1} documented, {e2} in use, {e3} tested.").format(
        e0=how.evidence["E0"],
        e1=how.evidence["E1"],
        e2=how.evidence["E2"],
        e3=how.evidence["E3"],
    )
    return [f"{counts} · {unknown}", evidence]


def _worst_first(levels: RiskLevels) -> tuple[int, str]:
    if levels.cautious is None:
        return len(BAND_ORDER), levels.risk
    return BAND_ORDER.index(levels.cautious.band), levels.risk
