"""The planner without a window: one module a command group."""
