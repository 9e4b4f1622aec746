"""Minutes beside a mentor: pairs, hours, confirmations."""
