"""The engine in a process of its own: the wire, the run that can be stopped, parts shared out."""
