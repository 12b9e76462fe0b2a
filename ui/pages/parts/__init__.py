"""Parts that several pages show: actions and notes of a record."""
