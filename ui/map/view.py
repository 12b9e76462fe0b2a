"""The map with all it carries: legend, zoom buttons, read-out and caption."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from planner.model.cells import Cells
from planner.texts import _, mark
from ui.map.canvas import ZOOM, MapCanvas
from ui.map.layers import Layer
from ui.map.legend import Entry, Legend, Overlay
from ui.theme.widgets import Caption

OF_PLACES = mark("This map speaks of places, not of the people who live there.")


class MapView(QWidget):
    """A canvas with legend and buttons over it and its caption below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = MapCanvas()
        self.legend = Legend(self.canvas)
        self.buttons = self._button_row()
        self.readout = Caption(parent=self.canvas)
        self.readout.setObjectName("map_readout")
        self.readout.hide()
        self.caption = Caption(wrap=True)
        self.sentence = Caption(_(OF_PLACES), wrap=True)
        self.words = QVBoxLayout()
        self.words.addWidget(self.caption)
        self.words.addWidget(self.sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.canvas, 1)
        column.addLayout(self.words)
        self.canvas.pointed.connect(self._read_out)
        self.add_button("+", _("Zoom in"), lambda: self.canvas.zoom(ZOOM**2))
        self.add_button("−", _("Zoom out"), lambda: self.canvas.zoom(ZOOM**-2))
        self.add_button(_("Fit"), _("Show everything"), self.canvas.fit)
        self.legend.resized.connect(self._keep_clear)
        self.canvas.arranged.connect(self._place)
        self.legend.show_entries("", "", [])
        self.say("")

    def show_layers(
        self, layers: Sequence[Layer], title: str, measure: str, entries: Sequence[Entry]
    ) -> None:
        """Show `layers`, the first at the bottom, and say what they are."""
        self.canvas.show_layers(layers)
        self.legend.show_entries(title, measure, entries)

    def show_cells(
        self, cells: Cells | None, order: Sequence[int], say: Callable[[int], str]
    ) -> None:
        """Let people choose cells; `order` is by falling risk and `say` describes one."""
        self.canvas.show_cells(cells, order, say)

    def say(self, caption: str) -> None:
        """Write what the map shows below it: origin, horizon, method, coverage."""
        self.caption.setText(caption)
        self.caption.setVisible(bool(caption))

    def picture(self) -> QImage:
        """Return the map as it is shown, with legend and caption, without the buttons."""
        shown = [part for part in (self.buttons, self.readout) if part.isVisible()]
        for part in shown:
            part.hide()
        picture = self.grab().toImage()
        for part in shown:
            part.show()
        picture.setText("Description", f"{self.caption.text()} {self.sentence.text()}".strip())
        return picture

    def add_button(self, text: str, name: str, act: Callable[[], object]) -> None:
        """Put one more button over the map; `name` is what it does, in words."""
        button = QToolButton()
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.clicked.connect(act)
        self._buttons.addWidget(button)
        self.buttons.adjustSize()
        self._keep_clear()

    def _button_row(self) -> Overlay:
        frame = Overlay(self.canvas)
        self._buttons = QHBoxLayout(frame)
        self._buttons.setContentsMargins(4, 4, 4, 4)
        self._buttons.setSpacing(2)
        return frame

    def _place(self) -> None:
        for name, part in (("legend", self.legend), ("buttons", self.buttons)):
            if name in self.canvas.spots:
                part.move(self.canvas.spots[name].topLeft().toPoint())
        wide, high = self.canvas.width(), self.canvas.height()
        self.readout.move(QPoint((wide - self.readout.width()) // 2, high - self.readout.height()))

    def _keep_clear(self) -> None:
        over = {"buttons": self.buttons.size()}
        if not self.legend.isHidden():
            over["legend"] = self.legend.size()
        self.canvas.keep_clear(over)

    def _read_out(self, index: int | None) -> None:
        self.readout.setVisible(index is not None)
        if index is not None:
            self.readout.setText(self.canvas.say(index))
            self.readout.adjustSize()
            self.readout.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._place()
