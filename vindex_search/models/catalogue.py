"""The catalogue of models and model sets.

Revisions on the Hugging Face hub are full commit ids, so that a row means the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from vindex_search.models.model import Model, ModelSet

# Mean number of tokens without stop words: 46.9 in 2,801 windows of whole captions of at least 30 s, cut from the 78
# lectures of ../shared/retrieval/captions.jsonl.gz. BM25's usual default of 256 is for documents of a page.
PASSAGE_TOKENS: Final = 47.0

BM25: Final = Model(
    id="qdrant/bm25",
    revision="en",
    kind="sparse",
    source="code",
    licence="Apache-2.0",
    average_length=PASSAGE_TOKENS,
    preprocessing=2,  # each text by the rules of its language
)
MINILM: Final = Model(
    id="sentence-transformers/all-MiniLM-L6-v2",
    revision="0.1.0",
    kind="text",
    source="package",
    licence="Apache-2.0",
    dim=384,
)
E5: Final = Model(
    id="intfloat/multilingual-e5-small",
    revision="fd1525a9fd15316a2d503bf26ab031a61d056e98",
    kind="text",
    source="hub",
    licence="MIT",
    dim=384,
    query_prompt="query: ",
    passage_prompt="passage: ",
)
SIGLIP2: Final = Model(
    id="google/siglip2-base-patch16-224",
    revision="75de2d55ec2d0b4efc50b3e9ad70dba96a7b2fa2",
    kind="vision",
    source="hub",
    licence="Apache-2.0",
    dim=768,
    query_tokens=64,  # as in training
)
SPHINX: Final = Model(
    id="cmusphinx/en-us",
    revision="5",
    kind="speech",
    source="package",
    licence="BSD-2-Clause",
)
WHISPER_BASE: Final = Model(
    id="Systran/faster-whisper-base",
    revision="ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
    kind="speech",
    source="hub",
    licence="MIT",
    weights="model.bin",
    files=("config.json", "tokenizer.json"),  # without its tokenizer, faster-whisper would ask the network for one
)
WHISPER_SMALL: Final = Model(
    id="Systran/faster-whisper-small",
    revision="536b0662742c02347bc0e980a01041f333bce120",
    kind="speech",
    source="hub",
    licence="MIT",
    weights="model.bin",
    files=("config.json", "tokenizer.json"),  # without its tokenizer, faster-whisper would ask the network for one
)
WHISPER_TURBO: Final = Model(
    id="mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    revision="0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
    kind="speech",
    source="hub",
    licence="MIT",
    weights="model.bin",
    # The preprocessor's settings ask for its 128 mel bands; without the file 80 are computed.
    files=("config.json", "tokenizer.json", "preprocessor_config.json"),
)
WAV2VEC2_EN: Final = Model(
    id="facebook/wav2vec2-base-960h",
    revision="22aad52d435eb6dbaf354bdad9b0da84ce7d6156",
    kind="align",
    source="hub",
    licence="Apache-2.0",
    files=("config.json", "preprocessor_config.json", "vocab.json"),
)
PYANNOTE: Final = Model(
    id="pyannote/speaker-diarization-community-1",
    revision="3533c8cf8e369892e6b79ff1bf80f7b0286a54ee",
    kind="speakers",
    source="hub",
    licence="CC-BY-4.0",
    weights="embedding/pytorch_model.bin",
    files=("config.yaml", "segmentation/pytorch_model.bin", "plda/plda.npz", "plda/xvec_transform.npz"),
    gated=True,
)

SETS: Final[Mapping[str, ModelSet]] = {
    "offline": ModelSet(
        name="offline",
        recogniser="whisperx",
        text=MINILM,
        vision=None,
        sparse=BM25,
        speech=(WHISPER_BASE,),
        stand_in=SPHINX,
        why_no_vision="The offline model set has no model that joins pictures and words (no package brings one): "
        "frames are found by the text on them. VINDEX_MODELS=standard searches pictures too.",
    ),
    "standard": ModelSet(
        name="standard",
        recogniser="whisperx",
        text=E5,
        vision=SIGLIP2,
        sparse=BM25,
        speech=(WHISPER_SMALL, WHISPER_TURBO, WAV2VEC2_EN),
    ),
}


def model_set(name: str, *, speakers: bool = False) -> ModelSet:
    """The model set of a name, with a diarisation model where `speakers` asks for it.

    Raises:
        ValueError: there is no such set; the message lists the sets there are.
    """
    if name not in SETS:
        raise ValueError(f"model set {name!r} is unknown; there are {', '.join(SETS)}")
    return replace(SETS[name], speakers=PYANNOTE) if speakers else SETS[name]
