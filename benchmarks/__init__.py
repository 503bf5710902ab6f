"""Side-by-side measurements, each a module to run; the tests never do."""
