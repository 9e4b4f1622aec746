"""The only files that speak to OR-Tools: linear and integer programmes."""
