"""Use cases of training: the only door for other packages."""
