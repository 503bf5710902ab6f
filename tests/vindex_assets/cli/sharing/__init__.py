"""Tests of the commands on collections and shares."""
