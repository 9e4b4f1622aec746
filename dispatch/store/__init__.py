"""Tables and questions of dispatch."""
