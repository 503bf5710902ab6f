"""Tests of the assets one by one; what they do together is in test_batch."""
