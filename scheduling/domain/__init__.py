"""Pure rules of scheduling."""
