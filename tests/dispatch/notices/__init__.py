"""Letters of dispatch."""
