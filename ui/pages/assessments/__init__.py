"""Assessments: the list, working through one, and what comes out."""
