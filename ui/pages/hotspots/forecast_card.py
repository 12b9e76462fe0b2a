"""The card that asks for a forecast: what, when, how, where."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from planner.texts import _
from ui.forms.boxes import DayBox
from ui.forms.choices import ChoiceBox, Pairs
from ui.forms.record_form import RecordForm
from ui.pages.hotspots.wish import Wish
from ui.theme.widgets import Caption, Card, PrimaryButton, clear, row

NARROW, WIDEST_LABEL = 130, 100  # pixels


class ForecastCard(Card):
    """Holds a `Wish` and the settings of its method; both forms come from their fields.

    `wished` is sent after a change of the wish, with the name of the field;
    `set_up` after a change of the method's settings.
    """

    wished = Signal(str)
    set_up = Signal()

    def __init__(
        self,
        methods: Sequence[type[BaseModel]],
        choices: Mapping[str, Callable[[], Pairs]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Forecast"), parent)
        self._methods: dict[str, Any] = {method.name: method for method in methods}  # type: ignore[attr-defined]
        self._made: dict[str, BaseModel] = {}
        titles = [(name, _(method.title)) for name, method in self._methods.items()]
        self.form = narrow(
            RecordForm(Wish, {**choices, "method": lambda: titles}),
            [name for name in Wish.model_fields if name != "factors"],
        )
        self.settings = QVBoxLayout()
        self.settings_form: RecordForm | None = None
        self.source = Caption(wrap=True)
        self.forecast = PrimaryButton(_("&Forecast"))
        self.backtest = QPushButton(_("&Back-test…"))
        self.body.addWidget(self.form)
        self.body.addLayout(self.settings)
        self.body.addWidget(self.source)
        self.state = Caption(wrap=True)
        self.body.addLayout(row(self.forecast, self.backtest, None))
        self.body.addWidget(self.state)
        self.form.field_finished.connect(self._wish)
        self.wish = Wish()

    @property
    def method(self) -> Any:
        """The method with the settings shown."""
        name = self.wish.method
        if name not in self._made:
            self._made[name] = self._methods[name]()
        return self._made[name]

    def show_wish(self, wish: Wish) -> None:
        """Fill the form in."""
        other_method = wish.method != self.wish.method or not self.settings.count()
        self.wish = wish
        self.form.show_record(wish)
        if other_method:
            self._show_settings()

    def use_method(self, method: Any) -> None:
        """Show `method` with its settings."""
        self._made[method.name] = method
        self.wish = self.wish.having("method", method.name)
        self.form.show_record(self.wish)
        self._show_settings()

    def change_setting(self, name: str, value: Any) -> None:
        """Set one setting of the method, if it has one of that name."""
        if name in type(self.method).model_fields:
            self.use_method(self.method.model_copy(update={name: value}))
            self.set_up.emit()

    def _wish(self, name: str, value: Any) -> None:
        self.show_wish(self.wish.having(name, value))
        self.wished.emit(name)

    def _show_settings(self) -> None:
        if self.settings_form:
            self.settings_form.blockSignals(True)
            self.settings_form.show_record(None)
        clear(self.settings)
        form = narrow(RecordForm(type(self.method)), type(self.method).model_fields)
        form.show_record(self.method)
        form.field_finished.connect(self._set_up)
        self.settings.addWidget(form)
        align(self.form, form)
        self.settings_form = form
        self.source.setText(_("Source: {source}").format(source=self.method.source))
        self.source.setVisible(bool(self.method.source))

    def _set_up(self, name: str, value: Any) -> None:
        made = self.method.model_copy(update={name: value})
        self._made[made.name] = made
        if self.settings_form:
            self.settings_form.show_record(made)
        self.set_up.emit()


def align(*forms: QWidget, widest: int = WIDEST_LABEL) -> None:
    """Let the boxes of `forms` begin at one line, as far as labels are not too wide for that."""
    labels = [label for form in forms for label in _labels_of(form)]
    wide = [label.sizeHint().width() for label in labels]
    width = max((one for one in wide if one <= widest), default=0)
    for label in labels:
        label.setMinimumWidth(width)


def _labels_of(form: QWidget) -> list[QWidget]:
    layout = form.layout()
    if not isinstance(layout, QFormLayout):
        return []
    items = [layout.itemAt(n, QFormLayout.ItemRole.LabelRole) for n in range(layout.rowCount())]
    return [label for item in items if item and (label := item.widget())]


def narrow(form: RecordForm, fields: Iterable[str]) -> RecordForm:
    """Let boxes shrink to the width of a card; Qt makes them as wide as any number."""
    layout = form.layout()
    if isinstance(layout, QFormLayout):
        layout.setHorizontalSpacing(8)
    for name in fields:
        box = form.editor(name)
        box.setMinimumWidth(box.whole_width() if isinstance(box, DayBox) else NARROW)
        if isinstance(box, ChoiceBox):
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return form
