"""Every question that training asks of the database, a file a topic."""
