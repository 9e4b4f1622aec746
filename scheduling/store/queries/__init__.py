"""Every question that scheduling asks of the database, one file per topic."""
