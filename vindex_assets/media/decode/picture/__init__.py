"""From a decoder's frame to what a player shows: geometry, fields, transparency, high dynamic range."""
