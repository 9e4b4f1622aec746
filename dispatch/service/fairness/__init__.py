"""Who carries how much, and what organisations lend each other."""
