"""Routes of saved searches and of what they tell."""
