"""Random models of a few kilobytes, in the layouts of the real ones, for the real loading code to load.

Their vectors mean nothing; what reaches the model and what comes back is what the tests look at.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.support.models.untyped import untyped
from vindex_search.models.catalogue import Model

IMAGE_SIZE: Final = 32
WORDS: Final = ("query", "passage", ":", "default", "a", "red", "boat", "on", "the", "sea", "tide")

TINY_TEXT: Final = Model(
    *("vindex-tests/tiny-e5", "1" * 40, "text", "hub", "CC0-1.0"),
    dim=16,
    query_prompt="query: ",
    passage_prompt="passage: ",
)
TINY_SIGLIP: Final = Model(*("vindex-tests/tiny-siglip", "2" * 40, "vision", "hub", "CC0-1.0"), dim=24, query_tokens=64)
TINY_CLIP: Final = Model(*("vindex-tests/tiny-clip", "3" * 40, "vision", "hub", "CC0-1.0"), dim=20, query_tokens=77)


def save_all(models_dir: Path) -> None:
    """Save every tiny model into `<models_dir>/<org>--<name>`."""
    makers: dict[str, Callable[[Path], None]] = {
        TINY_TEXT.id: save_text,
        TINY_SIGLIP.id: save_siglip,
        TINY_CLIP.id: save_clip,
    }
    for name, save in makers.items():
        folder = models_dir / name.replace("/", "--")
        folder.mkdir(parents=True)
        save(folder)


def save_text(folder: Path, *, dim: int = 16) -> None:
    """A BERT with mean pooling, as E5 is, whose folder names a default prompt that must not be used."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    library = untyped("transformers")
    torch.manual_seed(1)
    base = folder / "base"
    base.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (base / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    library.BertTokenizerFast(vocab_file=str(base / "vocab.txt")).save_pretrained(base)
    sizes = {"hidden_size": dim, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    library.BertModel(library.BertConfig(vocab_size=len(vocabulary), **sizes)).save_pretrained(base)
    whole = SentenceTransformer(
        modules=[Transformer(str(base)), Pooling(dim)], prompts={"wrong": "default "}, default_prompt_name="wrong"
    )
    whole.save_pretrained(str(folder), create_model_card=False)


def save_siglip(folder: Path, *, dim: int = 24) -> None:
    """A SigLIP with the tokenizer class of SigLIP 2; the case of a letter makes a difference to it."""
    import torch

    library = untyped("transformers")
    torch.manual_seed(2)
    specials = ["<pad>", "<eos>", "<bos>", "<unk>"]
    tokenizer = library.GemmaTokenizerFast(
        tokenizer_object=_word_tokenizer(specials), add_bos_token=False, add_eos_token=True
    )
    pictures = library.SiglipImageProcessor(size={"height": IMAGE_SIZE, "width": IMAGE_SIZE})
    library.SiglipProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)
    sizes = {"hidden_size": dim, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    texts = {**sizes, "vocab_size": len(specials) + len(WORDS), "max_position_embeddings": 64}
    config = library.SiglipConfig(
        text_config=texts, vision_config={**sizes, "image_size": IMAGE_SIZE, "patch_size": 16}
    )
    library.SiglipModel(config).save_pretrained(folder)


def save_clip(folder: Path) -> None:
    """A CLIP with a byte-level vocabulary and no merges."""
    import torch

    library = untyped("transformers")
    torch.manual_seed(3)
    letters = sorted(untyped("tokenizers.pre_tokenizers").ByteLevel.alphabet())
    tokens = [*letters, *(letter + "</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({token: at for at, token in enumerate(tokens)}), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    tokenizer = library.CLIPTokenizerFast(vocab_file=str(folder / "vocab.json"), merges_file=str(folder / "merges.txt"))
    pictures = library.CLIPImageProcessor(
        size={"shortest_edge": IMAGE_SIZE}, crop_size={"height": IMAGE_SIZE, "width": IMAGE_SIZE}
    )
    library.CLIPProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    ends = {"bos_token_id": len(tokens) - 2, "eos_token_id": len(tokens) - 1}
    texts = {**sizes, **ends, "vocab_size": len(tokens), "max_position_embeddings": 77}
    pixels = {**sizes, "image_size": IMAGE_SIZE, "patch_size": 16}
    library.CLIPModel(library.CLIPConfig(text_config=texts, vision_config=pixels, projection_dim=20)).save_pretrained(
        folder
    )


def _word_tokenizer(specials: list[str]) -> Any:
    library = untyped("tokenizers")
    vocabulary = {token: at for at, token in enumerate([*specials, *WORDS])}
    made = library.Tokenizer(library.models.WordLevel(vocabulary, unk_token="<unk>"))
    made.pre_tokenizer = library.pre_tokenizers.Whitespace()
    made.post_processor = library.processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    return made
