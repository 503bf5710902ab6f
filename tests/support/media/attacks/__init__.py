"""What somebody who has taken over a decoder would try, as functions for a child: each attack says how it ended."""
