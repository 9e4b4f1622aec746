"""Tables and questions of training."""
