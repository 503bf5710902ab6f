"""How many searches, lists and pictures are worked on at once, and what waits."""
