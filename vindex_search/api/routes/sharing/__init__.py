"""Routes of collections, of shares, and of what a share shows."""
