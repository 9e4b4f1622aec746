"""Pages of pay rates."""
