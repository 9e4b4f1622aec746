"""The engine in a process of its own: the wire, the run that can be stopped, files for other machines."""
