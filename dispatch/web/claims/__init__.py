"""Pages of claims and pay."""
