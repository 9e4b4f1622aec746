"""Use cases of scheduling: the only door for other packages."""
