"""The folder of weights that belongs to the Python environment, as the packages in it do."""

from __future__ import annotations

import sys
from pathlib import Path

from vindex_search.models.model import Model


def installed_folder(model: Model) -> Path:
    """Where the weights of a model are in this environment, if `make setup` installed them."""
    return Path(sys.prefix) / "share" / "vindex" / "models" / model.id.replace("/", "--")
