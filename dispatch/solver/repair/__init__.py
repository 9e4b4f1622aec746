"""A plan mended with the fewest changes, proven."""
