"""Tests of collections and shares."""
