"""Take the pictures in `docs/screenshots`: every page of the sample project, light and dark.

Run by ``python3 dev.py shots``. The pictures are taken offscreen with the
bundled font, so they come out the same on every machine.
"""

import argparse
import os
import tempfile
from io import BytesIO
from pathlib import Path

os.environ.update(QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8")

from PIL import Image
from PySide6.QtCore import QBuffer, QSize
from PySide6.QtGui import QPixmap

from ui.app import begin, start
from ui.jobs.stillness import wait_until_still
from ui.shell.places import PLACES
from ui.shell.window import Window

FOLDER = Path(__file__).parent / "screenshots"
SIZES = {"": QSize(1280, 800), "-wide": QSize(1920, 1080)}
LOOKS = ("light", "dark")
COLOURS = 256


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", default=[place.name for place in PLACES])
    parser.add_argument("--to", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["USP_HOME"] = home
        _app, window = start(["planner"])
        window.show()
        begin(window, None, sample=True)
        wait_until_still()
        for ending, size in SIZES.items():
            window.resize(size)
            for look in LOOKS:
                window.theme.wish(look)
                for page in chosen.pages:
                    keep(shown(window, page), chosen.to / f"{page}-{look}{ending}.png")
        window.desk.ask_to_save = lambda: "keep"
        window.close()


def shown(window: Window, page: str) -> QPixmap:
    """Return a picture of the window with a page on it that has come to rest."""
    window.stage_page(page)
    if not wait_until_still():
        raise RuntimeError(f"{page} did not come to rest")
    return window.grab()


def keep(picture: QPixmap, path: Path) -> None:
    """Write a picture with a palette: a fifth of the size, and no difference to the eye."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    with Image.open(BytesIO(buffer.data().data())) as image:
        flat = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        flat.save(path, optimize=True)
    print(path.name, path.stat().st_size // 1024, "kB")


if __name__ == "__main__":
    main()
