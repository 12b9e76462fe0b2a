"""Settling conflicts, bringing copies in and sending them out."""
