"""Tests of the case of many partitions."""
