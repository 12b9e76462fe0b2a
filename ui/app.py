"""Start the app: paint the window first, load everything heavy after that."""

import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from planner import log
from planner.offline import stay_offline
from planner.paths import resources
from planner.progress import Progress
from planner.store import preferences
from planner.texts import _, use_decimal_point, use_language
from ui.jobs.collector import Collector
from ui.jobs.runner import JobRunner
from ui.shell.window import APP_TITLE, Window
from ui.tables import writers
from ui.theme.theme import dress


def main(file: Path | None = None, *, sample: bool = False) -> int:
    """Run the app until its window is closed; return the exit code."""
    app, window = start(sys.argv[:1])
    window.mishaps.catch_all()
    signal.signal(signal.SIGINT, lambda *_: app.quit())
    if file is not None:
        window.welcome.wait(_("Opening {file}…").format(file=file.name))
    elif sample:
        window.welcome.wait(_("Opening the sample project…"))
    loading = JobRunner(app)
    app.aboutToQuit.connect(loading.close)

    def load() -> None:
        job = loading.start("load", _("Getting ready"), warm_up)
        job.broke.connect(window.mishaps.show)
        job.done.connect(lambda _nothing: begin(window, file, sample=sample))

    window.painted.connect(load)
    window.show()
    return app.exec()


def warm_up(_progress: Progress) -> None:
    """Import what takes long while the window already answers; it holds nothing of Qt."""
    import_module("planner.ops.overview")


def start(argv: Sequence[str]) -> tuple[QApplication, Window]:
    """Make the application and its window; nothing heavy is loaded yet."""
    stay_offline()
    log.start()
    app = QApplication(list(argv))
    app.setApplicationName("urban-security-planner")
    app.setApplicationDisplayName(APP_TITLE)
    app.setDesktopFileName("urban-security-planner")
    app.setWindowIcon(QIcon(str(resources() / "icons" / "app.svg")))
    Collector(app)
    chosen = preferences.stored()
    speak(app, chosen.get("language", ""))
    writers.use_style(chosen.get("date_style", ""))
    theme = dress(app, chosen.get("look", "system"))
    return app, Window(theme)


def speak(app: QApplication, language: str) -> None:
    """Use a language for our texts and Qt's own; empty means that of the system, if we can."""
    texts, system = resources() / "locale", QLocale.system().name()[:2]
    language = language or (system if (texts / system).is_dir() else "en")
    if language != system:
        QLocale.setDefault(QLocale("en_GB" if language == "en" else language))
    use_language(language, texts)
    use_decimal_point(QLocale().decimalPoint())
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(f"qtbase_{language}", folder):
        app.installTranslator(translator)


def begin(window: Window, file: Path | None, *, sample: bool = False) -> None:
    """Load the pages, then open what was asked for and offer what was left unsaved."""
    import ui.pages.catalogue  # noqa: F401  (each page makes itself known)

    window.menus.list_imports()
    if sample:
        window.open_sample()
        return
    if file is not None:
        window.desk.open(file)
    window.welcome.wait("")
    if window.bench is None:
        window.desk.offer_unsaved()
