"""Pages on which completion is decided."""
