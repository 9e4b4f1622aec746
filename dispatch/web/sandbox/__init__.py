"""Pages on which past periods are played by other rules."""
