"""Work beside the searches: switching model sets, building graphs, and rebuilding an index."""
