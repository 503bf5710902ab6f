"""Test media: real clips and what is known of them, generated films and pictures, damaged files."""
