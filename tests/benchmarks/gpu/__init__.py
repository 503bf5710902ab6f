"""Tests of the GPU script's parts, on a CPU and tiny models."""
