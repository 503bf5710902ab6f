"""From the answers of a method to a table: measures, their means with intervals, Markdown."""
