"""Commands on collections and shares."""
