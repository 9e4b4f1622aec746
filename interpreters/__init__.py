"""Who is on the roster."""
