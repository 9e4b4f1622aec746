"""The engine in a process of its own: what is asked, what is told, how it is stopped."""
