"""BERT sentence encoders on ONNX Runtime, made of the weights as they were published: no torch, no exported file."""

from vindex_search.models.bert.encoder import BertEncoder

__all__ = ["BertEncoder"]
