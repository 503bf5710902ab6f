"""A process ends at each crash point in each way, and the next one ends right."""
