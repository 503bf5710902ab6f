"""Values that threads share: swapped, polled, or kept for a while."""
