"""The parts of the contacts page."""
