"""Random speech models of a few megabytes in the layouts of the real ones, for WhisperX's own loading code.

Their transcripts mean nothing; tests check times, and that the models load offline.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any, Final

from tests.support.models.untyped import untyped

MELS: Final = 80
LANGUAGES: Final = ("en", "de", "ja")
SYLLABLES: Final = [a + b for a in "dklmnrst" for b in "aeiou"]
# In the order of OpenAI's tokenizer: CTranslate2 derives the number of languages from their distance.
SPECIALS: Final = (
    *("endoftext", "startoftranscript", *LANGUAGES),
    *("translate", "transcribe", "startoflm", "startofprev", "nocaptions", "notimestamps"),
)
MULTILINGUAL: Final = ""  # the token by which CTranslate2 recognises a multilingual Whisper
MAX_TOKENS: Final = 12  # per window, with the four at its start: as few words as fit into a second of audio
CERTAINTY: Final = 1000.0  # factor of the logits: improbable text would be decoded again at higher temperatures


def save_whisper(folder: Path) -> None:
    """A Whisper of one layer in the format of CTranslate2, whose tokens are made-up words."""
    source = folder / "transformers"
    source.mkdir(parents=True)
    _save_tokenizer(source)
    _save_weights(source)
    converter = untyped("ctranslate2.converters").TransformersConverter(str(source), copy_files=["tokenizer.json"])
    converter.convert(str(folder / "ctranslate2"))


def _save_tokenizer(folder: Path) -> None:
    library, models = untyped("tokenizers"), untyped("tokenizers.models")
    specials = [f"<|{name}|>" for name in SPECIALS]
    vocabulary = {token: index for index, token in enumerate([*_text_tokens(), *specials])}
    tokenizer = library.Tokenizer(models.BPE(vocabulary, []))
    tokenizer.pre_tokenizer = untyped("tokenizers.pre_tokenizers").ByteLevel(add_prefix_space=False)
    tokenizer.decoder = untyped("tokenizers.decoders").ByteLevel()
    tokenizer.add_special_tokens(specials)
    fast = untyped("transformers").WhisperTokenizerFast(tokenizer_object=tokenizer, additional_special_tokens=specials)
    fast.save_pretrained(folder)


def _text_tokens() -> list[str]:
    """Single letters, then words that begin with the byte-level space."""
    letters = sorted(untyped("tokenizers.pre_tokenizers").ByteLevel.alphabet())
    words = ("Ġ" + first + second for first, second in itertools.product(SYLLABLES, repeat=2))
    return [*letters, MULTILINGUAL, *words]


def _save_weights(folder: Path) -> None:
    import torch

    library = untyped("transformers")
    torch.manual_seed(4)
    tokens = _text_tokens()
    end = len(tokens)
    config = library.WhisperConfig(
        **{f"{side}_{name}": size for side in ("encoder", "decoder") for name, size in _sizes()},
        **{"pad_token_id": 0, "bos_token_id": end, "eos_token_id": end, "decoder_start_token_id": end + 1},
        **{"suppress_tokens": None, "begin_suppress_tokens": None},
        vocab_size=end + len(SPECIALS),
        d_model=16,
        num_mel_bins=MELS,
    )
    model = library.WhisperForConditionalGeneration(config)
    _end_after(model, MAX_TOKENS)
    model.model.decoder.layer_norm.weight.data *= CERTAINTY
    # Whole words only, which can be aligned.
    model.generation_config.suppress_tokens = [
        *range(tokens.index(MULTILINGUAL) + 1),
        *range(end + 1, end + len(SPECIALS)),
    ]
    model.save_pretrained(folder)


def _end_after(model: Any, position: int) -> None:
    """Make the model predict the end token from a position on, through its position embedding."""
    decoder = model.model.decoder
    end = decoder.embed_tokens.weight.data[model.config.eos_token_id]
    decoder.embed_positions.weight.data[position:] = 100.0 * end


def _sizes() -> tuple[tuple[str, int], ...]:
    return (("layers", 1), ("attention_heads", 2), ("ffn_dim", 32))


def save_aligner(folder: Path) -> None:
    """A wav2vec 2.0 of one layer with a lower-case alphabet, and its processor."""
    import torch

    library = untyped("transformers")
    folder.mkdir(parents=True)
    torch.manual_seed(5)
    tokens = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz'"]
    (folder / "vocab.json").write_text(
        json.dumps({token: index for index, token in enumerate(tokens)}), encoding="utf-8"
    )
    tokenizer = library.Wav2Vec2CTCTokenizer(str(folder / "vocab.json"))
    library.Wav2Vec2Processor(library.Wav2Vec2FeatureExtractor(), tokenizer).save_pretrained(folder)
    config = library.Wav2Vec2Config(
        vocab_size=len(tokens),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        conv_dim=(8,) * 7,
        num_conv_pos_embeddings=8,
        num_conv_pos_embedding_groups=2,
    )
    library.Wav2Vec2ForCTC(config).save_pretrained(folder)


def save_speakers(folder: Path) -> None:
    """pyannote's diarisation pipeline in the layout of the hub: segmentation, speaker embeddings, PLDA.

    The embedding network has its real size, the only one pyannote implements: 26 MB, 10 s for ten seconds of audio.
    """
    from vindex_assets.speech import lazy_imports

    lazy_imports.import_pyannote()
    for name, model in (("segmentation", _segmentation()), ("embedding", _embedding())):
        _save_checkpoint(model, folder / name / "pytorch_model.bin")
    _save_plda(folder / "plda")
    (folder / "config.yaml").write_text(json.dumps(PIPELINE), encoding="utf-8")  # YAML holds all of JSON


PIPELINE: Final = {
    "pipeline": {
        "name": "pyannote.audio.pipelines.SpeakerDiarization",
        "params": {
            **{part: f"$model/{part}" for part in ("segmentation", "embedding", "plda")},
            "clustering": "VBxClustering",
            "embedding_exclude_overlap": True,
        },
    },
    "params": {
        "clustering": {"threshold": 0.6, "Fa": 0.07, "Fb": 0.8},
        "segmentation": {"min_duration_off": 0.0},
    },
}
EMBEDDING_DIM: Final = 256
PLDA_DIM: Final = 128  # after the projection of the embeddings by linear discriminant analysis


def _segmentation() -> Any:
    """A powerset segmentation of ten seconds: three speakers, at most two at once."""
    import torch

    task = untyped("pyannote.audio.core.task")
    torch.manual_seed(6)
    sizes: dict[str, Any] = {"hidden_size": 8, "num_layers": 1}
    model = untyped("pyannote.audio.models.segmentation").PyanNet(lstm=sizes, linear=sizes)
    model.specifications = task.Specifications(
        problem=task.Problem.MONO_LABEL_CLASSIFICATION,
        resolution=task.Resolution.FRAME,
        duration=10.0,
        classes=["first", "second", "third"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    model.build()
    return model


def _embedding() -> Any:
    import torch

    task = untyped("pyannote.audio.core.task")
    torch.manual_seed(7)
    model = untyped("pyannote.audio.models.embedding").WeSpeakerResNet34()
    model.specifications = task.Specifications(
        problem=task.Problem.REPRESENTATION, resolution=task.Resolution.CHUNK, duration=5.0
    )
    model.build()
    return model


def _save_checkpoint(model: Any, file: Path) -> None:
    """Save a model as pyannote does: parameters and hyperparameters, as a Lightning checkpoint."""
    library = untyped("lightning")
    trainer = library.Trainer(logger=False, enable_checkpointing=False, enable_model_summary=False, accelerator="cpu")
    trainer.strategy.connect(model)
    file.parent.mkdir(parents=True)
    trainer.save_checkpoint(file, weights_only=True)


def _save_plda(folder: Path) -> None:
    """A random projection of speaker embeddings, and a PLDA model."""
    import numpy as np

    folder.mkdir()
    projection = np.random.default_rng(8).normal(size=(EMBEDDING_DIM, PLDA_DIM))
    np.savez(folder / "xvec_transform.npz", mean1=np.zeros(EMBEDDING_DIM), mean2=np.zeros(PLDA_DIM), lda=projection)
    np.savez(folder / "plda.npz", mu=np.zeros(PLDA_DIM), tr=np.eye(PLDA_DIM), psi=np.linspace(2.0, 1.0, PLDA_DIM))
