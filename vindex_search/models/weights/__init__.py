"""Weights of models: where they are on this machine, and how they get there."""

from vindex_search.models.weights.locator import (
    MissingWeights,
    WeightsLocator,
    required_models,
    speech_model,
    with_stand_in,
)

__all__ = ["MissingWeights", "WeightsLocator", "required_models", "speech_model", "with_stand_in"]
