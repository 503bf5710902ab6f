"""Small pure parts without a domain: text, languages, image hashes, polling, logging, metrics."""
