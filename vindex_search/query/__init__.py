"""From a question to an answer: parse, encode, retrieve, rank, page."""
