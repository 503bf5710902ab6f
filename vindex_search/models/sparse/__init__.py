"""Words as sparse vectors: Qdrant's BM25 tokens, and what else a word may be typed as."""

from vindex_search.models.sparse.encoder import SparseEncoder, TermWeights

__all__ = ["SparseEncoder", "TermWeights"]
