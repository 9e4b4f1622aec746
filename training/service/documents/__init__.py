"""Papers: issued, printed, verified by anybody."""
