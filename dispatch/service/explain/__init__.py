"""Who could go, why nobody can, what would help, and how likely a request is filled."""
