"""Pages of translation jobs."""
