"""Charts: matplotlib where a chart needs axes, Qt's painter where a person drags."""
