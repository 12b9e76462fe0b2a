"""The colours of the app, by what they mean. Nothing else in `ui` names a colour."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

Role = QPalette.ColorRole


@dataclass(frozen=True)
class Tokens:
    """One set of colours. Text colours reach 4.5:1 on their panel or tint."""

    dark: bool
    window: str
    panel: str
    line: str
    control_line: str
    text: str
    secondary: str
    faint: str
    accent: str
    accent_tint: str
    on_accent: str
    good: str
    good_tint: str
    caution: str
    caution_tint: str
    stop: str
    stop_tint: str


LIGHT = Tokens(
    dark=False,
    window="#f7f8f9",
    panel="#ffffff",
    line="#e3e6ea",
    control_line="#c9d0d7",
    text="#1d2733",
    secondary="#5b6775",
    faint="#6f7b88",
    accent="#1f5f8b",
    accent_tint="#e6f0f7",
    on_accent="#ffffff",
    good="#2f6f4f",
    good_tint="#e8f3ec",
    caution="#7a5200",
    caution_tint="#fbf3df",
    stop="#8f2d2d",
    stop_tint="#f8e7e6",
)
DARK = Tokens(
    dark=True,
    window="#16191d",
    panel="#1e2328",
    line="#333a42",
    control_line="#4a535d",
    text="#e7ebef",
    secondary="#aab4bf",
    faint="#8b96a3",
    accent="#7db7dd",
    accent_tint="#20384a",
    on_accent="#10202c",
    good="#8fd0ae",
    good_tint="#1d3329",
    caution="#e6c067",
    caution_tint="#3a3018",
    stop="#eb9a97",
    stop_tint="#3d2322",
)
CONTRAST = Tokens(
    dark=True,
    window="#000000",
    panel="#000000",
    line="#ffffff",
    control_line="#ffffff",
    text="#ffffff",
    secondary="#ffffff",
    faint="#e0e0e0",
    accent="#ffe14d",
    accent_tint="#003a5c",
    on_accent="#000000",
    good="#8dffb4",
    good_tint="#00240f",
    caution="#ffe14d",
    caution_tint="#2b2300",
    stop="#ffb3ae",
    stop_tint="#3a0000",
)

_in_force = LIGHT


def tokens() -> Tokens:
    """Return the colours in force; ask again whenever you paint."""
    return _in_force


def use(chosen: Tokens) -> None:
    """Put `chosen` into force; only the theme calls this."""
    global _in_force  # noqa: PLW0603  (one look a process)
    _in_force = chosen


TONES = ("neutral", "accent", "good", "caution", "stop")


def on_tint(of: Tokens, tone: str) -> tuple[str, str]:
    """Return text and ground of a tone: neutral, accent, good, caution or stop."""
    if tone == "neutral":
        return of.secondary, of.window
    return getattr(of, tone), getattr(of, f"{tone}_tint")


def qt_palette(of: Tokens) -> QPalette:
    """Return the colours Qt's own widgets paint with."""
    palette = QPalette()
    for role, colour in {
        Role.Window: of.window,
        Role.WindowText: of.text,
        Role.Base: of.panel,
        Role.AlternateBase: of.window,
        Role.Text: of.text,
        Role.PlaceholderText: of.faint,
        Role.Button: of.panel,
        Role.ButtonText: of.text,
        Role.BrightText: of.stop,
        Role.Highlight: of.accent,
        Role.HighlightedText: of.on_accent,
        Role.Accent: of.accent,
        Role.Link: of.accent,
        Role.LinkVisited: of.accent,
        Role.ToolTipBase: of.panel,
        Role.ToolTipText: of.text,
        Role.Light: of.panel,
        Role.Midlight: of.line,
        Role.Mid: of.control_line,
        Role.Dark: of.control_line,
        Role.Shadow: of.control_line,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(of.faint))
    return palette


def edge(of: Tokens, tone: str) -> str:
    """Return the colour of the thin edge around a tint."""
    if of.line == of.text:
        return of.text
    if tone == "neutral":
        return of.control_line
    text, ground = (QColor(c) for c in on_tint(of, tone))
    return QColor.fromRgbF(
        *(
            0.28 * a + 0.72 * b
            for a, b in zip(
                (text.redF(), text.greenF(), text.blueF()),
                (ground.redF(), ground.greenF(), ground.blueF()),
                strict=True,
            )
        )
    ).name()
