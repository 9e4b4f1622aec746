"""Files that people hand in: looked at apart, kept encrypted, given away unopened, erased in time."""
