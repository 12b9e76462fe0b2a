"""Where incidents may happen next, and how well we said so before."""
