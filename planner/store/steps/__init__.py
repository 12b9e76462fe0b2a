"""Layout steps, oldest first. A released step is never edited again.

Steps are plain SQL. They import nothing from the app, because the app of next
year will not be the app that wrote them.
"""

from planner.store.steps.first import FIRST

STEPS: tuple[tuple[str, ...], ...] = (FIRST,)
