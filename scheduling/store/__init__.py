"""Tables and questions of scheduling."""
