"""Tests of the running clock."""
