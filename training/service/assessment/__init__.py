"""How something is assessed: instruments, sittings, marks, appeals."""
