"""Translation jobs: asked for, offered, done in steps by two people, accepted."""
