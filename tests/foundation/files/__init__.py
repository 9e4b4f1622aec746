"""Files that people hand in: looked through, kept, given away, erased; and what must not come in."""
