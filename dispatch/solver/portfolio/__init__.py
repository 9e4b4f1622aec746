"""Which courses to hold under a budget: a small exact model of its own."""
