"""The pipeline of vindex: from an upload to index points, as a Dagster asset graph."""

import vindex_search as vindex_search  # first of all, for what it says to the packages that would call home
