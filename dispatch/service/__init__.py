"""Use cases of dispatch: the only door for other packages."""
