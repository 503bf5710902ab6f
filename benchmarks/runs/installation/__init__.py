"""An installation as a user runs it: `vindex dagster` and `vindex serve` over a library of their own."""
