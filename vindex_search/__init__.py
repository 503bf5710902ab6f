"""The ground floor of vindex: the index, the query path and the HTTP service. Knows nothing of Dagster."""

import os

# Nothing leaves the machine. These are read when the packages are imported, so they are set before any of them can be.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime 1.32 keeps an id and a queue of events in the home
os.environ.setdefault("PYANNOTE_METRICS_ENABLED", "0")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
