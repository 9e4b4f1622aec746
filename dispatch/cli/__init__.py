"""Commands of the dispatch package for the `ieum` console script."""
