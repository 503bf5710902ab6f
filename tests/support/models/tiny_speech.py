"""Random models of a few megabytes, in the layouts of the real ones, for WhisperX's own code to load.

What they hear means nothing; where it lands in time, and that it loads offline, is what the tests look at.
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
# In the order of OpenAI's tokenizer: CTranslate2 counts languages as the distance between two of them.
SPECIALS: Final = (
    *("endoftext", "startoftranscript", *LANGUAGES),
    *("translate", "transcribe", "startoflm", "startofprev", "nocaptions", "notimestamps"),
)
MULTILINGUAL: Final = ""  # the token by which CTranslate2 tells a multilingual Whisper from an English one
LAST_TOKEN: Final = 12  # of a window, with the four that begin it: so few words fit into a second of sound


def save_whisper(folder: Path) -> None:
    """A Whisper of one layer, as CTranslate2 stores it, whose every token is a made-up word."""
    source = folder / "transformers"
    source.mkdir(parents=True)
    _save_tokenizer(source)
    _save_weights(source)
    converter = untyped("ctranslate2.converters").TransformersConverter(str(source), copy_files=["tokenizer.json"])
    converter.convert(str(folder / "ctranslate2"))


def _save_tokenizer(folder: Path) -> None:
    library, models = untyped("tokenizers"), untyped("tokenizers.models")
    specials = [f"<|{name}|>" for name in SPECIALS]
    vocabulary = {token: at for at, token in enumerate([*_text_tokens(), *specials])}
    made = library.Tokenizer(models.BPE(vocabulary, []))
    made.pre_tokenizer = untyped("tokenizers.pre_tokenizers").ByteLevel(add_prefix_space=False)
    made.decoder = untyped("tokenizers.decoders").ByteLevel()
    made.add_special_tokens(specials)
    fast = untyped("transformers").WhisperTokenizerFast(tokenizer_object=made, additional_special_tokens=specials)
    fast.save_pretrained(folder)


def _text_tokens() -> list[str]:
    """Single letters, then words with the mark of a space before them."""
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
        **{f"{side}_{what}": size for side in ("encoder", "decoder") for what, size in _sizes()},
        **{"pad_token_id": 0, "bos_token_id": end, "eos_token_id": end, "decoder_start_token_id": end + 1},
        **{"suppress_tokens": None, "begin_suppress_tokens": None},
        vocab_size=end + len(SPECIALS),
        d_model=16,
        num_mel_bins=MELS,
    )
    model = library.WhisperForConditionalGeneration(config)
    _end_after(model, LAST_TOKEN)
    # Neither single letters nor marks: whole words, which can be aligned.
    model.generation_config.suppress_tokens = [
        *range(tokens.index(MULTILINGUAL) + 1),
        *range(end + 1, end + len(SPECIALS)),
    ]
    model.save_pretrained(folder)


def _end_after(model: Any, place: int) -> None:
    """Let the places from one on say "end" so loudly that nothing else comes of them."""
    decoder = model.model.decoder
    end = decoder.embed_tokens.weight.data[model.config.eos_token_id]
    decoder.embed_positions.weight.data[place:] = 100.0 * end


def _sizes() -> tuple[tuple[str, int], ...]:
    return (("layers", 1), ("attention_heads", 2), ("ffn_dim", 32))


def save_aligner(folder: Path) -> None:
    """A wav2vec 2.0 of one layer over small letters, with its processor."""
    import torch

    library = untyped("transformers")
    folder.mkdir(parents=True)
    torch.manual_seed(5)
    tokens = ["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefghijklmnopqrstuvwxyz'"]
    (folder / "vocab.json").write_text(json.dumps({token: at for at, token in enumerate(tokens)}), encoding="utf-8")
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
    """pyannote's pipeline as its hub has it: a segmentation of one layer, voice prints, and their comparison.

    The network of voice prints has its real size, for pyannote knows no other: 26 MB, 10 s for ten seconds of sound.
    """
    from vindex_assets.speech import lazy_imports

    lazy_imports.import_pyannote()
    for name, model in (("segmentation", _segmentation()), ("embedding", _voice_prints())):
        _save_checkpoint(model, folder / name / "pytorch_model.bin")
    _save_comparison(folder / "plda")
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
VOICE_PRINT: Final = 256  # components that the network of voice prints gives
COMPARED: Final = 128  # of them, after the comparison's own projection


def _segmentation() -> Any:
    """Says of each moment of ten seconds which of three people speak, at most two at once."""
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


def _voice_prints() -> Any:
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
    """As pyannote saves its models: the parameters and how to make the network that they fit."""
    library = untyped("lightning")
    trainer = library.Trainer(logger=False, enable_checkpointing=False, enable_model_summary=False, accelerator="cpu")
    trainer.strategy.connect(model)
    file.parent.mkdir(parents=True)
    trainer.save_checkpoint(file, weights_only=True)


def _save_comparison(folder: Path) -> None:
    """A projection of voice prints, and how much they vary between people and within one."""
    import numpy as np

    folder.mkdir()
    projection = np.random.default_rng(8).normal(size=(VOICE_PRINT, COMPARED))
    np.savez(folder / "xvec_transform.npz", mean1=np.zeros(VOICE_PRINT), mean2=np.zeros(COMPARED), lda=projection)
    np.savez(folder / "plda.npz", mu=np.zeros(COMPARED), tr=np.eye(COMPARED), psi=np.linspace(2.0, 1.0, COMPARED))
