"""Tables and questions of accounts."""
