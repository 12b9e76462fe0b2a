"""The look in force: follows the system or the person's choice."""

from PySide6.QtCore import QDir, QObject, Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from planner.paths import resources
from ui.theme import palette
from ui.theme.icons import repaint_icons
from ui.theme.style import style_sheet

FONT_PX = 14
LOOKS = {"light": palette.LIGHT, "dark": palette.DARK, "contrast": palette.CONTRAST}


class Theme(QObject):
    """Paints the whole app in one set of colours.

    Widgets that paint by themselves hear of a new look as Qt's own
    ``changeEvent`` (palette change) and ask `palette.tokens` again.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._hints = app.styleHints()
        self._wish = "system"
        self._hints.colorSchemeChanged.connect(self._follow)

    @staticmethod
    def of_app() -> "Theme | None":
        """Return the theme of the running app."""
        app = QApplication.instance()
        return app.findChild(Theme) if app else None

    def wish(self, look: str) -> None:
        """Use ``light``, ``dark`` or ``contrast``, or follow the ``system``."""
        self._wish = look
        self._follow()

    def _follow(self) -> None:
        tokens = LOOKS.get(self._wish) or self._of_system()
        palette.use(tokens)
        self._app.setPalette(palette.qt_palette(tokens))
        self._app.setStyleSheet(style_sheet(tokens))
        repaint_icons(self._app)

    def _of_system(self) -> palette.Tokens:
        access = self._hints.accessibility()
        if access.contrastPreference() == Qt.ContrastPreference.HighContrast:
            return palette.CONTRAST
        return palette.DARK if self._hints.colorScheme() == Qt.ColorScheme.Dark else palette.LIGHT


def dress(app: QApplication, look: str = "system") -> Theme:
    """Give `app` its font, style and colours; call once, before the first widget."""
    QDir.addSearchPath("icons", str(resources() / "icons"))
    app.setStyle("Fusion")
    app.setFont(_font())
    theme = Theme(app)
    theme.wish(look)
    return theme


def _font() -> QFont:
    """Return the bundled font, so that the app looks the same everywhere."""
    for file in sorted((resources() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))
    font = QFont("Inter")
    font.setPixelSize(FONT_PX)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
