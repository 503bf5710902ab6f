"""Answers as markers."""
