"""The only way to the solver: rows to its problem and back, and its own process."""
