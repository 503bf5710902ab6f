"""Tests of a frame as players show it."""
