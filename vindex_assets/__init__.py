"""The pipeline of vindex: from an upload to index points, as a Dagster asset graph."""
