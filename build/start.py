"""Where the frozen app starts: the same door as the `planner` command."""

import multiprocessing

from planner.cli.main import run

if __name__ == "__main__":
    multiprocessing.freeze_support()
    run()
