"""Benchmarks, each a module to run with `python -m`; the tests never run them."""
