"""Words, lines, dates, zones and people in a programme text."""
