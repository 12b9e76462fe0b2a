"""Checklists, what applies of them, and the verdict their rules give."""
