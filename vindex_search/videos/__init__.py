"""The videos of a library: status, listing, cache, captions, deletion, retry."""
