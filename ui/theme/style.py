"""The one style sheet. Sizes come in steps of 4; every colour is a token."""

from ui.theme.palette import TONES, Tokens, edge, on_tint


def style_sheet(t: Tokens) -> str:
    """Return the rules for all widgets in the colours of `t`."""
    return "".join((_frames(t), _words(t), _buttons(t), _boxes(t), _lists(t), _menus(t), _bars(t)))


def _frames(t: Tokens) -> str:
    tones = "".join(
        f'Chip[tone="{tone}"], Notice[tone="{tone}"] {{ color: {text}; background: {ground};'
        f" border-color: {edge(t, tone)}; }}"
        for tone in TONES
        for text, ground in [on_tint(t, tone)]
    )
    return f"""
QMainWindow, QDialog, Page, #page_frame {{ background: {t.window}; }}
QScrollArea, QScrollArea > QWidget > QWidget, QStackedWidget {{ background: transparent; }}
QScrollArea {{ border: none; }}
Card {{ background: {t.panel}; border: 1px solid {t.line}; border-radius: 8px; }}
Card[tone="stop"] {{ border-left: 4px solid {t.stop}; }}
Card[tone="caution"] {{ border-left: 4px solid {t.caution}; }}
Card[tone="good"] {{ border-left: 4px solid {t.good}; }}
Card[tone="accent"] {{ border-left: 4px solid {t.accent}; }}
Chip {{ border: 1px solid; border-radius: 8px; padding: 1px 8px; font-size: 12px;
  min-height: 14px; }}
Notice {{ border: 1px solid; border-radius: 6px; }}
Notice QLabel, Notice QToolButton {{ color: {t.text}; }}
{tones}
Rule {{ background: {t.line}; border: none; max-height: 1px; min-height: 1px; }}
QSplitter::handle {{ background: transparent; }}
QToolTip {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control_line};
  padding: 4px 8px; }}
"""


def _words(t: Tokens) -> str:
    return f"""
QLabel {{ color: {t.text}; background: transparent; }}
Heading {{ font-size: 20px; font-weight: 600; }}
Section, CardTitle, Strong {{ font-size: 14px; font-weight: 600; }}
Figure {{ font-size: 20px; font-weight: 600; }}
Words {{ color: {t.secondary}; }}
Caption {{ color: {t.secondary}; font-size: 12px; }}
Problem {{ color: {t.stop}; font-size: 12px; }}
Mark {{ color: {t.caution}; background: {t.caution_tint}; font-size: 12px; border-radius: 4px;
  padding: 3px 8px; }}
FieldLabel {{ color: {t.secondary}; }}
"""


def _buttons(t: Tokens) -> str:
    chosen = "".join(
        f'ToneButton[tone="{tone}"]:checked {{ color: {text}; background: {ground};'
        f" border-color: {text}; font-weight: 600; }}\n"
        for tone in TONES
        for text, ground in [on_tint(t, tone)]
    )
    return f"""
QPushButton {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control_line};
  border-radius: 6px; padding: 5px 14px; min-height: 20px; }}
QPushButton:hover {{ background: {t.accent_tint}; border-color: {t.accent}; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.accent_tint}; color: {t.accent};
  border-color: {t.accent}; }}
QPushButton:disabled {{ color: {t.faint}; background: {t.window}; border-color: {t.line}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 4px 13px; }}
QPushButton:default, PrimaryButton {{ color: {t.on_accent}; background: {t.accent};
  border-color: {t.accent}; font-weight: 500; }}
QPushButton:default:hover, PrimaryButton:hover, PrimaryButton:pressed {{
  color: {t.on_accent}; background: {t.accent}; border-color: {t.text}; }}
QPushButton:default:focus, PrimaryButton:focus {{ border: 2px solid {t.text}; }}
PrimaryButton:disabled, QPushButton:default:disabled {{ color: {t.faint};
  background: {t.window}; border-color: {t.line}; }}
LinkButton {{ color: {t.accent}; background: transparent; border: 1px solid transparent;
  padding: 1px 2px; text-align: left; text-decoration: underline; }}
LinkButton:hover {{ background: transparent; border-color: transparent; color: {t.text}; }}
LinkButton:focus {{ border: 1px solid {t.accent}; padding: 1px 2px; }}
RowButton {{ background: transparent; border: 1px solid transparent; border-radius: 0;
  border-bottom: 1px solid {t.line}; padding: 0; min-height: 0; text-align: left; }}
RowButton:hover {{ background: {t.window}; border-color: transparent;
  border-bottom: 1px solid {t.line}; }}
RowButton:focus {{ border: 1px solid {t.accent}; padding: 0; }}
ToneButton {{ padding: 5px 12px; }}
ToneButton:focus {{ padding: 4px 11px; }}
ToneButton[small="true"] {{ padding: 1px 5px; font-size: 12px; border-radius: 8px; }}
ToneButton[small="true"]:focus {{ padding: 0 4px; }}
{chosen}QToolButton {{ color: {t.text}; background: transparent; border: 1px solid transparent;
  border-radius: 6px; padding: 4px; }}
QToolButton:hover, QToolButton:checked {{ background: {t.accent_tint}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton::menu-indicator {{ image: none; }}
"""


def _boxes(t: Tokens) -> str:
    tick = "dark" if t.dark else "light"
    edits = "QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox"
    focus = ", ".join(f"{name.strip()}:focus" for name in edits.split(","))
    off = ", ".join(f"{name.strip()}:disabled" for name in edits.split(","))
    return f"""
{edits} {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control_line};
  border-radius: 6px; padding: 4px 8px; min-height: 20px;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none;
  padding: 0 0 0 6px; min-height: 0; }}
QComboBox QLineEdit, QComboBox QLineEdit:focus {{ border: none; padding: 0; min-height: 0; }}
QPlainTextEdit, QTextEdit {{ padding: 2px 4px; }}
{focus} {{ border: 2px solid {t.accent}; padding: 3px 7px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 1px 3px; }}
{off} {{ color: {t.faint}; background: {t.window}; border-color: {t.line}; }}
*[bad="true"] {{ border: 2px solid {t.stop}; padding: 3px 7px; }}
QComboBox::drop-down, QDateEdit::drop-down, QDateTimeEdit::drop-down {{ border: none;
  width: 24px; }}
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow,
QAbstractSpinBox::down-arrow {{ image: url(icons:chevron-down.svg); width: 14px; height: 14px; }}
QAbstractSpinBox::up-arrow {{ image: url(icons:chevron-up.svg); width: 14px; height: 14px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 20px;
  background: transparent; }}
QComboBox QAbstractItemView {{ background: {t.panel}; border: 1px solid {t.control_line};
  selection-background-color: {t.accent_tint}; selection-color: {t.text}; padding: 4px; }}
QCheckBox, QRadioButton {{ color: {t.text}; spacing: 8px; padding: 2px; }}
QCheckBox::indicator, QListView::indicator, QTreeView::indicator,
QRadioButton::indicator {{ width: 16px; height: 16px;
  border: 1px solid {t.faint}; background: {t.panel}; }}
QCheckBox::indicator, QListView::indicator, QTreeView::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked, QListView::indicator:checked,
QTreeView::indicator:checked {{ background: {t.accent};
  border-color: {t.accent}; image: url(icons:tick-{tick}.svg); }}
QCheckBox::indicator:indeterminate,
QTreeView::indicator:indeterminate {{ background: {t.accent}; border-color: {t.accent};
  image: url(icons:dash-{tick}.svg); }}
QRadioButton::indicator:checked {{ background: {t.accent}; border-color: {t.accent};
  image: url(icons:dot-{tick}.svg); }}
QCheckBox:focus, QRadioButton:focus {{ border: 1px solid {t.accent}; border-radius: 4px;
  padding: 1px; }}
QSlider::groove:horizontal {{ height: 4px; background: {t.line}; border-radius: 2px; }}
QSlider::handle:horizontal {{ width: 16px; margin: -6px 0; border-radius: 8px;
  background: {t.accent}; border: 1px solid {t.accent}; }}
QSlider:focus {{ border: 1px solid {t.accent}; border-radius: 4px; }}
QGroupBox {{ border: 1px solid {t.line}; border-radius: 8px; margin-top: 8px; padding: 8px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 12px; color: {t.secondary}; }}
"""


def _lists(t: Tokens) -> str:
    return f"""
QAbstractItemView {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.line};
  border-radius: 8px; alternate-background-color: {t.window}; gridline-color: {t.line};
  selection-background-color: {t.accent_tint}; selection-color: {t.text}; outline: none; }}
QAbstractItemView:focus {{ border-color: {t.accent}; }}
QListView::item, QTreeView::item, QListWidget::item {{ padding: 6px 8px; }}
QTableView::item {{ padding: 0 8px; border-bottom: 1px solid {t.line}; }}
QAbstractItemView::item:selected {{ background: {t.accent_tint}; color: {t.text}; }}
QAbstractItemView::item:hover {{ background: {t.window}; }}
QAbstractItemView::item:selected:hover {{ background: {t.accent_tint}; }}
QHeaderView {{ background: {t.panel}; border: none; }}
QHeaderView::section {{ color: {t.secondary}; background: {t.panel}; border: none;
  border-bottom: 1px solid {t.line}; padding: 6px 8px; font-size: 12px; }}
QHeaderView::down-arrow {{ image: url(icons:chevron-down.svg); width: 12px; height: 12px; }}
QHeaderView::up-arrow {{ image: url(icons:chevron-up.svg); width: 12px; height: 12px; }}
QTableCornerButton::section {{ background: {t.panel}; border: none; }}
QScrollBar {{ background: transparent; border: none; margin: 0; }}
QScrollBar:vertical {{ width: 12px; }}
QScrollBar:horizontal {{ height: 12px; }}
QScrollBar::handle {{ background: {t.control_line}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none; width: 0; height: 0; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {t.line}; }}
QTabBar::tab {{ color: {t.secondary}; background: transparent; padding: 8px 12px;
  border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover, QTabBar::tab:focus {{ color: {t.accent}; }}
"""


def _menus(t: Tokens) -> str:
    return f"""
QMenuBar {{ color: {t.text}; background: {t.panel}; border-bottom: 1px solid {t.line};
  padding: 2px 8px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.accent_tint}; }}
QMenu {{ color: {t.text}; background: {t.panel}; border: 1px solid {t.control_line};
  padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {t.accent_tint}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
"""


def _bars(t: Tokens) -> str:
    return f"""
TopBar {{ background: {t.panel}; border-bottom: 1px solid {t.line}; }}
Finder {{ background: {t.panel}; border: 1px solid {t.control_line}; border-radius: 0; }}
Finder QListWidget {{ border: none; }}
#project_title {{ font-weight: 600; }}
Navigation {{ background: {t.panel}; border: none; border-right: 1px solid {t.line};
  border-radius: 0; padding: 8px; }}
Navigation:focus {{ border-right: 1px solid {t.line}; }}
StatusBar {{ background: {t.panel}; border-top: 1px solid {t.line}; }}
StatusBar QLabel {{ font-size: 12px; color: {t.secondary}; }}
JobBar {{ background: {t.panel}; border-top: 1px solid {t.line}; }}
SearchBox {{ background: {t.window}; }}
QProgressBar {{ background: {t.line}; border: none; border-radius: 3px; max-height: 6px;
  min-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
"""
