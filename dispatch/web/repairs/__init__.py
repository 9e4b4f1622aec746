"""Pages on which a repair is chosen, and buttons that put a fix into effect."""
