"""The software-defined assets: wiring only."""
