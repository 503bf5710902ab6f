"""What running a step costs, and how steps scale with workers: `python -m benchmarks.runs.overheads`."""
