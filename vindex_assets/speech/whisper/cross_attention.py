"""Word times from Whisper's cross-attention: which part of the sound the decoder looks at while it writes a word.

The attention of the model's alignment heads, smoothed, is a matrix of tokens by frames of 20 ms; the cheapest monotonic
path through it (dynamic time warping) gives each token its time. The library does that; here words that were drawn out
over a pause are cut to a plausible length.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, Final

from vindex_assets.speech.whisper.loading import LoadedWhisper
from vindex_search.passages.segments import Word

PREPENDED: Final = "\"'“¿([{-"
APPENDED: Final = "\"'.。,，!！?？:：”)]}、"
# Languages whose text the library splits by characters, not by spaces: nothing in them is joined.
UNSPACED_LANGUAGES: Final = frozenset({"zh", "ja", "th", "lo", "my", "yue"})
MAX_FRAMES: Final = 3000  # of half a minute; CTranslate2 does not check, and reads on beyond its memory
MAX_TOKENS: Final = 440  # of a text, beside the decoder's own at its beginning: 448 places in all
MAX_MEDIAN_S: Final = 0.7  # a window of slow single words has no longer ones
MAX_MEDIANS: Final = 2.0  # a word is no longer than so many median words


def align_words(
    loaded: LoadedWhisper, encoded: Any, tokenizer: Any, tokens: Sequence[Sequence[int]], durations_s: Sequence[float]
) -> list[list[Word]]:
    """The words of each window with their times from the window's beginning.

    Args:
        loaded: The model.
        encoded: The windows, encoded as one batch.
        tokenizer: Of their language.
        tokens: Of each window's text.
        durations_s: Of each window.
    """
    from faster_whisper.transcribe import merge_punctuations

    frames = [max(1, min(MAX_FRAMES, round(each * loaded.model.frames_per_second))) for each in durations_s]
    texts = [list(each[:MAX_TOKENS]) for each in tokens]
    alignments = loaded.model.find_alignment(tokenizer, texts, encoded, frames)
    for alignment in alignments:
        merge_punctuations(alignment, PREPENDED, APPENDED)
    spaced = tokenizer.language_code not in UNSPACED_LANGUAGES
    return [
        _plausible([_word(word) for word in _words(alignment, spaced=spaced)], duration_s)
        for alignment, duration_s in zip(alignments, durations_s, strict=True)
    ]


def _words(alignment: Sequence[dict[str, Any]], *, spaced: bool) -> list[dict[str, Any]]:
    pieces = [piece for piece in alignment if piece["word"].strip()]
    return join_pieces(pieces) if spaced else pieces


def join_pieces(alignment: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words of a text with spaces: the library also splits at punctuation, `1,500` and `ill-disposed` in two."""
    words: list[dict[str, Any]] = []
    for piece in alignment:
        if words and not piece["word"].startswith(" "):
            before = words[-1]
            probability = min(before["probability"], piece["probability"])
            words[-1] = {
                **before,
                "word": before["word"] + piece["word"],
                "end": piece["end"],
                "probability": probability,
            }
        else:
            words.append(piece)
    return words


def _word(raw: dict[str, Any]) -> Word:
    return Word(
        text=raw["word"].strip(),
        start_s=float(raw["start"]),
        end_s=float(raw["end"]),
        score=round(float(raw["probability"]), 4),
    )


def _plausible(words: Sequence[Word], duration_s: float) -> list[Word]:
    """Words inside the window; one that is far longer than the others was spoken at the end of its time.

    Attention rests on the pause before a word as often as not, hardly ever on the one after it.
    """
    lengths = [word.end_s - word.start_s for word in words if word.end_s > word.start_s]
    longest_s = MAX_MEDIANS * min(MAX_MEDIAN_S, median(lengths)) if lengths else duration_s
    return [
        Word(
            word.text,
            min(max(word.start_s, word.end_s - longest_s), duration_s),
            min(word.end_s, duration_s),
            word.score,
        )
        for word in words
    ]
