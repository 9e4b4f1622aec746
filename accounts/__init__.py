"""Who may sign in, and as what: organisations, their places, their people."""
