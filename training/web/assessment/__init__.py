"""Pages of instruments, sittings and results."""
