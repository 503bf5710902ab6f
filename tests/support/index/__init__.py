"""Points and hits."""
