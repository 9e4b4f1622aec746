"""Pure rules of interpreters."""
