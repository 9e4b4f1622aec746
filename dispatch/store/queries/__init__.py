"""Every question that dispatch asks of the database, by topic."""
