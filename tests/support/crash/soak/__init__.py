"""The soak: a real daemon, code server and workers, killed at random while uploads come, go and are renamed."""
