"""From an application to a seat, and what is told about it."""
