"""The steps of an import: file, columns, dates, place, and what came of it."""
