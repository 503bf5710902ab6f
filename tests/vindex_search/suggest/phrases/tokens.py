"""The tokenizer of the index."""

from __future__ import annotations

from typing import Final

from vindex_search.models.catalogue import model_set
from vindex_search.models.sparse import SparseEncoder

TOKEN_IDS: Final = SparseEncoder(model_set("offline").sparse).token_ids
