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

from planner.ops import assessments, sessions
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
    parser.add_argument("scenes", nargs="*", help="only these, such as overview or assessment")
    parser.add_argument("--to", type=Path, default=FOLDER)
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["USP_HOME"] = home
        _app, window = start(["planner"])
        window.show()
        begin(window, None, sample=True)
        come_to_rest("the sample project")
        for name, (page, uid) in scenes(window).items():
            if name in (chosen.scenes or [name]):
                window.stage_page(page, uid)
                take(window, name, chosen.to)
        window.desk.ask_to_save = lambda: "keep"
        window.close()


def scenes(window: Window) -> dict[str, tuple[str, str]]:
    """Return what to show: each page, and an assessment being worked through."""
    store = window.desk.work.store
    pages = {place.name: (place.name, "") for place in PLACES}
    held = next(row for row in sessions.list_sessions(store) if row.status == "held")
    pages["sessions"] = ("sessions", held.uid)
    pages["assessment"] = ("assessments", assessments.list_assessments(store)[0].uid)
    return pages


def take(window: Window, name: str, folder: Path) -> None:
    """Take a scene in every size and look."""
    for ending, size in SIZES.items():
        window.resize(size)
        for look in LOOKS:
            window.theme.wish(look)
            come_to_rest(name)
            keep(window.grab(), folder / f"{name}-{look}{ending}.png")


def come_to_rest(what: str) -> None:
    if not wait_until_still():
        raise RuntimeError(f"{what} did not come to rest")


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
