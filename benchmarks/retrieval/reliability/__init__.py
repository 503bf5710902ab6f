"""How sure a search says that it is, against how often it is right."""
