"""What is compared: our searches, and plain methods beside them."""
