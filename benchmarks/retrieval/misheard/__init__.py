"""How much search loses where speech was misheard."""
