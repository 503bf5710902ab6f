"""Tests of the script that whole ingests are measured against."""
