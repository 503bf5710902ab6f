"""From a search request to its response: parse, encode, retrieve, rank, paginate."""
