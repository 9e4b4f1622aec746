"""Past periods played once more by other rules, on a connection that cannot write."""
