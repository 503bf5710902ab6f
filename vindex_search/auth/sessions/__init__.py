"""Sessions of browsers: their records, their cookie, and the cache of those found lately."""
