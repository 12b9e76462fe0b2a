"""The Hotspots page: forecast, map, and how good it is."""
