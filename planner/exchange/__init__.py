"""Two copies of a project become one; what leaves a project, and what comes in."""
