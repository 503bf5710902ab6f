"""Bucket reconciliation: notifications -> scan -> compare -> update states -> plan batches -> run requests."""
