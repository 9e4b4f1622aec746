"""What dispatch says on pages of other packages."""
