"""The three films of the demo, and how they are drawn."""
