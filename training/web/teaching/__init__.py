"""Pages of classes and attendance."""
