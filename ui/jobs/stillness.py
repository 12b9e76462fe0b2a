"""Wait, with the event loop running, until nothing moves any more.

For what drives the app from outside: its self-test and the taking of pictures.
The app itself never waits.
"""

from PySide6.QtCore import QEventLoop, QTimer

from ui.jobs.runner import JobRunner

LOOK_EVERY_MS = 40
STILL_LOOKS = 8


def wait_until_still(limit_ms: int = 60_000) -> bool:
    """Return True once no job has been running for a third of a second, False at the limit."""
    loop, clock = QEventLoop(), QTimer(interval=LOOK_EVERY_MS)
    still = looks = 0

    def look() -> None:
        nonlocal still, looks
        looks += 1
        still = 0 if JobRunner.any_busy() else still + 1
        if still == STILL_LOOKS or looks * LOOK_EVERY_MS > limit_ms:
            loop.quit()

    clock.timeout.connect(look)
    clock.start()
    loop.exec()
    return still == STILL_LOOKS
