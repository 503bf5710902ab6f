"""The routes of what runs: its history, the workers, and how it is steered."""
