"""Tables and questions of interpreters."""
