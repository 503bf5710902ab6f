"""Bodies of searches: parameters, answers, facets, places and suggestions."""
