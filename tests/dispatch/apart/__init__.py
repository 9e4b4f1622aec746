"""A stranger's reading of the rows, with rules written down a second time: nothing of dispatch is imported."""
