"""Random encoders of a few kilobytes in the layouts of the real ones, for the real loading code.

Their vectors mean nothing; tests check the model's inputs and the shape of its outputs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.support.models.untyped import untyped
from vindex_search.models.model import Model

IMAGE_SIZE: Final = 32
WORDS: Final = ("query", "passage", ":", "default", "a", "red", "boat", "on", "the", "sea", "tide")

TINY_TEXT: Final = Model(
    id="vindex-tests/tiny-e5",
    revision="1" * 40,
    kind="text",
    source="hub",
    licence="CC0-1.0",
    dim=16,
    query_prompt="query: ",
    passage_prompt="passage: ",
)
TINY_SIGLIP: Final = Model(
    id="vindex-tests/tiny-siglip",
    revision="2" * 40,
    kind="vision",
    source="hub",
    licence="CC0-1.0",
    dim=24,
    query_tokens=64,
)


def save_all(models_dir: Path) -> None:
    """Save every tiny model into `<models_dir>/<org>--<name>`."""
    savers: dict[str, Callable[[Path], None]] = {TINY_TEXT.id: save_text, TINY_SIGLIP.id: save_siglip}
    for model_id, save in savers.items():
        folder = models_dir / model_id.replace("/", "--")
        folder.mkdir(parents=True)
        save(folder)


def save_text(folder: Path, *, dim: int = 16) -> None:
    """A BERT with mean pooling, as E5 is, whose folder configures a default prompt that must not be applied."""
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
    model = SentenceTransformer(
        modules=[Transformer(str(base)), Pooling(dim)], prompts={"wrong": "default "}, default_prompt_name="wrong"
    )
    model.save_pretrained(str(folder), create_model_card=False)


def save_siglip(folder: Path, *, dim: int = 24) -> None:
    """A SigLIP with the tokenizer class of SigLIP 2 and a case-sensitive vocabulary."""
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


def _word_tokenizer(specials: list[str]) -> Any:
    library = untyped("tokenizers")
    vocabulary = {token: index for index, token in enumerate([*specials, *WORDS])}
    tokenizer = library.Tokenizer(library.models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = library.pre_tokenizers.Whitespace()
    tokenizer.post_processor = library.processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    return tokenizer
