"""Pages of the papers of the office: an interpreter's own, and those of somebody on the roster."""
