"""Clips of real films."""
