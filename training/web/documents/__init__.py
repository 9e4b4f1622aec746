"""Pages of documents, and of anybody who checks one."""
