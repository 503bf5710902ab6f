"""Encoders of any size with random weights, in the folders that our loading code expects: speed needs no real ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.support.models.tiny_encoders import TINY_SIGLIP, TINY_TEXT, save_siglip, save_text
from tests.support.models.untyped import untyped
from vindex_search.models.model import Model
from vindex_search.models.weights import WeightsLocator

SEED: Final = 2026


@dataclass(frozen=True, slots=True)
class Sizes:
    """Shape of a transformer; `image` is the side of a picture, of which a patch has 16 pixels."""

    dim: int
    layers: int
    heads: int
    inner: int
    image: int = 224

    def config(self) -> dict[str, int]:
        """As transformers names them."""
        return {
            "hidden_size": self.dim,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "intermediate_size": self.inner,
        }


SIGLIP_BASE: Final = Sizes(768, 12, 12, 3072)
E5_SMALL: Final = Sizes(384, 12, 12, 1536)
TINY: Final = Sizes(24, 1, 2, 32, image=32)


@dataclass(frozen=True, slots=True)
class RandomModel:
    """A model with random weights: its row as of the catalogue, where it lies, and its folder."""

    model: Model
    weights: WeightsLocator
    folder: Path


def random_vision(models_dir: Path, sizes: Sizes) -> RandomModel:
    """A SigLIP."""
    import torch

    library, made = untyped("transformers"), _prepare(TINY_SIGLIP, models_dir, sizes)
    save_siglip(made.folder)
    torch.manual_seed(SEED)
    config = library.SiglipConfig.from_pretrained(str(made.folder))
    vision = {**sizes.config(), "image_size": sizes.image, "patch_size": 16}
    text = {**config.text_config.to_dict(), **sizes.config(), "projection_size": sizes.dim}
    library.SiglipModel(library.SiglipConfig(text_config=text, vision_config=vision)).save_pretrained(made.folder)
    pictures = library.SiglipImageProcessor(size={"height": sizes.image, "width": sizes.image})
    pictures.save_pretrained(made.folder)
    return made


def random_text(models_dir: Path, sizes: Sizes) -> RandomModel:
    """A BERT with mean pooling."""
    made = _prepare(TINY_TEXT, models_dir, sizes)
    save_text(made.folder, dim=sizes.dim)
    library = untyped("transformers")
    config: Any = library.BertConfig.from_pretrained(str(made.folder))
    config.update(sizes.config())
    library.BertModel(config).save_pretrained(made.folder)
    return made


def _prepare(tiny: Model, models_dir: Path, sizes: Sizes) -> RandomModel:
    model = Model(
        id=f"{tiny.id}-{sizes.dim}x{sizes.layers}",  # models are loaded once per id
        revision=tiny.revision,
        kind=tiny.kind,
        source=tiny.source,
        licence=tiny.licence,
        dim=sizes.dim,
        query_prompt=tiny.query_prompt,
        passage_prompt=tiny.passage_prompt,
        query_tokens=tiny.query_tokens,
    )
    folder = models_dir / model.id.replace("/", "--")
    folder.mkdir(parents=True)
    return RandomModel(model, WeightsLocator(models_dir), folder)
