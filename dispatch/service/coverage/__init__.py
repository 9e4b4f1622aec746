"""What was covered and what was not: counted, seen, given away."""
