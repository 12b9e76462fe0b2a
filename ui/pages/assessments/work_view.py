"""Working through one assessment: outline, what is in hand, and the result beside it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from planner.ops.assessments import Assessed, Item
from planner.texts import _
from ui.pages.assessments import outline, words
from ui.pages.assessments.benefits_card import BenefitsCard
from ui.pages.assessments.decision_card import DecisionCard
from ui.pages.assessments.item_card import ItemCard
from ui.pages.assessments.outline import Outline
from ui.pages.assessments.result_column import ResultColumn
from ui.pages.assessments.risk_card import RiskCard
from ui.theme.widgets import Card, Words

KEYS = 5


class WorkView(QWidget):
    """Shows one assessment. It only moves about; its parts say what a person did."""

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.found: Assessed | None = None
        self.seen = 0
        self._part, self._item, self._risk = "", "", ""
        self.outline, self.result = Outline(), ResultColumn()
        self.item, self.risk = ItemCard(), RiskCard()
        self.benefits, self.decision = BenefitsCard(), DecisionCard()
        self.nothing = Card()
        self.nothing.body.addWidget(
            Words(_("No question of this part passes the filter. Choose another part or filter."))
        )
        self.stack = QStackedWidget()
        self._pages = {card: self._scrolled(card) for card in self._cards()}
        self._lay_out()
        self._connect()
        self._keys()

    def _cards(self) -> tuple[Card, ...]:
        return self.item, self.risk, self.benefits, self.decision, self.nothing

    def show_assessed(self, found: Assessed, seen: int) -> None:
        """Show the present state; where we are stays, as long as it is the same assessment."""
        other = self.found is None or self.found.row.uid != found.row.uid
        self.found, self.seen = found, seen
        self.outline.show_assessed(found)
        self.result.show_assessed(found)
        if other:
            self._part = self._item = self._risk = ""
            self._open_first()
            self.outline.parts.setFocus()
        else:
            self._show()

    def finish(self) -> None:
        """Send what was typed and not sent yet."""
        for card in (self.item, self.risk, self.decision):
            card.finish()

    def go_to_part(self, part: str) -> None:
        self._leave()
        self._part = part
        shown = self._items()
        if self._item not in [item.id for item in shown]:
            self._item = shown[0].id if shown else ""
        self._show()

    def go_to_item(self, item_id: str) -> None:
        """Show one item, whatever the filter."""
        if self.found is None or (item := self.found.checklist.item(item_id)) is None:
            return
        self._leave()
        if not self.outline.lets_through(self.found, item):
            self.outline.filter.show_value("all")
        self._part, self._item = item.section, item_id
        self._show()

    def go_to_risk(self, risk_id: str) -> None:
        self._leave()
        self._part, self._risk = outline.RISKS, risk_id
        self._show()

    def step(self, by: int) -> None:
        """Go to the next or last item, across sections; or risk, among risks."""
        if self.found is None:
            return
        if self._part == outline.RISKS:
            risks = [risk.id for risk in self.found.checklist.risks]
            self.go_to_risk(risks[(risks.index(self._risk) + by) % len(risks)])
            return
        shown = [item for item in self.found.checklist.items if self._passes(item)]
        ids = [item.id for item in shown]
        if self._item in ids:
            place = ids.index(self._item) + by
            if 0 <= place < len(ids):
                self.go_to_item(ids[place])

    def _open_first(self) -> None:
        """Begin with the first question that is not answered."""
        assert self.found is not None  # noqa: S101  (asked by `show_assessed`)
        states = self.found.result.states
        first = next((id_ for id_, state in states.items() if state == "unanswered"), None)
        first = first or next(iter(states), None)
        if first:
            self.go_to_item(first)
        else:
            self.go_to_part(outline.DECISION)

    def _leave(self) -> None:
        """Send what was typed here before something else is shown."""
        self.finish()

    def _passes(self, item: Item) -> bool:
        return self.found is not None and self.outline.lets_through(self.found, item)

    def _items(self) -> list[Item]:
        if self.found is None:
            return []
        items = [i for i in self.found.checklist.items if i.section == self._part]
        return [item for item in items if self._passes(item)]

    def _show(self) -> None:
        if self.found is None:
            return
        self.outline.choose(self._part)
        card = self._fill(self.found)
        page = self._pages[card]
        if self.stack.currentWidget() is not page:
            self.stack.setCurrentWidget(page)
            page.verticalScrollBar().setValue(0)
        self.moved.emit()

    def _fill(self, found: Assessed) -> Card:
        special: dict[str, Callable[[Assessed], Card]] = {
            outline.RISKS: self._fill_risk,
            outline.BENEFITS: self._fill_benefits,
            outline.DECISION: self._fill_decision,
        }
        return special.get(self._part, self._fill_item)(found)

    def _fill_item(self, found: Assessed) -> Card:
        shown = self._items()
        current = next((item for item in shown if item.id == self._item), None)
        if current is None:
            held = found.checklist.item(self._item)
            current = held if held and held.section == self._part else None
        if current is None:
            return self.nothing
        place = shown.index(current) + 1 if current in shown else 1
        where = _("{section} · question {n} of {total} ({id})").format(
            section=words.section_title(found.checklist, current.section),
            n=place,
            total=max(len(shown), 1),
            id=words.short_id(current.id),
        )
        self.item.show_item(found, current, where)
        return self.item

    def _fill_risk(self, found: Assessed) -> Card:
        risks = [risk.id for risk in found.checklist.risks]
        if self._risk not in risks:
            unrated = [one.risk for one in found.result.risks if one.inherent is None]
            self._risk = (unrated or risks)[0]
        where = _("Risk {n} of {total} ({id}) · ← → to move, 1 to 4 for likelihood").format(
            n=risks.index(self._risk) + 1, total=len(risks), id=words.short_id(self._risk)
        )
        self.risk.show_risk(found, self._risk, where)
        return self.risk

    def _fill_benefits(self, found: Assessed) -> Card:
        self.benefits.show_assessed(found)
        return self.benefits

    def _fill_decision(self, found: Assessed) -> Card:
        self.decision.show_assessed(found, self.seen)
        return self.decision

    def _refilter(self) -> None:
        shown = self._items()
        if shown and self._item not in [item.id for item in shown]:
            self._leave()
            self._item = shown[0].id
        self._show()

    def _connect(self) -> None:
        self.outline.chosen.connect(self.go_to_part)
        self.outline.filtered.connect(self._refilter)
        self.result.item_wanted.connect(self.go_to_item)
        self.result.risk_wanted.connect(self.go_to_risk)

    def _keys(self) -> None:
        self._key(QKeySequence(Qt.Key.Key_Left), lambda: self.step(-1))
        self._key(QKeySequence(Qt.Key.Key_Right), lambda: self.step(1))
        self._key(QKeySequence(Qt.Key.Key_E), self.item.raise_evidence)
        for number in range(KEYS):
            key = QKeySequence(str(number + 1))
            self._key(key, partial(self._press, number))

    def _press(self, place: int) -> None:
        if self.stack.currentWidget() is self._pages[self.item]:
            self.item.press(place)
        elif self.stack.currentWidget() is self._pages[self.risk]:
            self.risk.likelihood.press(place)

    def _key(self, key: QKeySequence, do: Callable[[], None]) -> None:
        shortcut = QShortcut(key, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(do)

    def _scrolled(self, card: Card) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column.addWidget(card)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setAccessibleName(_("What is in hand"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.stack.addWidget(scroll)
        return scroll

    def _lay_out(self) -> None:
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(self.outline, 28)
        line.addWidget(self.stack, 52)
        line.addWidget(self.result, 29)
