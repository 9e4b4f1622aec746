"""Use cases of interpreters: the only door for other packages."""
