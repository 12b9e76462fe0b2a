"""The interactive map: cached pictures of layers, drawn with the current view."""
