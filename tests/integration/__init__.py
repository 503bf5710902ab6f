"""Tests of behaviour that crosses rooms: tenancy, fuzzing, path traversal, deployments, the whole pipeline."""
