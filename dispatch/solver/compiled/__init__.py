"""A problem as positions and flat arrays, ready to be searched."""
