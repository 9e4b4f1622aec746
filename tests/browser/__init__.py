"""The product as people see it, in a real browser."""
