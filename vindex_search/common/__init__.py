"""Small independent parts: text, languages, image hashes, polling, logging, metrics."""
