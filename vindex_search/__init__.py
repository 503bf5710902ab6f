"""The ground floor of vindex: the index, the query path and the HTTP service. Knows nothing of Dagster."""
