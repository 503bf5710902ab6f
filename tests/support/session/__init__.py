"""What a test session has: its checkout, its temporary files, what it makes once."""
