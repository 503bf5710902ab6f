"""Word errors: the rate that was asked for, by sound, more in rare words, and the same each time."""

from __future__ import annotations

import random
from collections import Counter

import jiwer
import pytest

from benchmarks.retrieval.misheard.sounds import distances, pronounce
from benchmarks.retrieval.misheard.word_errors import Cue, WordErrors, words_of

COMMON = (
    *("the", "a", "and", "of", "to", "in", "is", "it", "that", "we"),
    *("you", "for", "on", "are", "with", "as", "this", "have", "be", "at"),
)
RARE = (
    *("kettle", "copper", "boat", "engine", "sunrise", "whistle", "pattern", "better", "letter", "bitter", "coat"),
    *("float", "note", "goat", "petal", "metal", "settle", "ship", "sheep", "shop", "chip", "cheap", "sat", "bat"),
    *("pat", "hat", "mat", "that's", "rate", "late", "gate", "light", "night", "right", "write"),
)


def captions() -> tuple[Cue, ...]:
    chance = random.Random(1)
    words = [chance.choice(RARE) if chance.random() < 0.3 else chance.choice(COMMON) for _ in range(4000)]
    lines = [words[at : at + 8] for at in range(0, len(words), 8)]
    return tuple((4.0 * at, 4.0 * at + 4, f"{' '.join(line).capitalize()}.") for at, line in enumerate(lines))


CAPTIONS = captions()


@pytest.fixture(scope="module")
def errors() -> WordErrors:
    return WordErrors((text for _, _, text in CAPTIONS), lambda word: word.rstrip("s"))


def spoken(cues: tuple[Cue, ...]) -> str:
    return " ".join(word for _, _, text in cues for word in words_of(text))


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.45])
def test_the_word_error_rate_is_the_one_asked_for(errors: WordErrors, rate: float) -> None:
    heard = errors.mishear(CAPTIONS, rate, "seed")
    assert jiwer.wer(spoken(CAPTIONS), spoken(heard)) == pytest.approx(rate, rel=0.12)


def test_no_errors_change_nothing(errors: WordErrors) -> None:
    assert errors.mishear(CAPTIONS, 0.0, "seed") == CAPTIONS


def test_a_seed_always_gives_the_same_and_another_one_does_not(errors: WordErrors) -> None:
    once, again, other = (errors.mishear(CAPTIONS[:40], 0.3, seed) for seed in ("one", "one", "two"))
    assert once == again != other


def test_times_and_the_ends_of_sentences_stay(errors: WordErrors) -> None:
    heard = errors.mishear(CAPTIONS, 0.45, "seed")
    assert [cue[:2] for cue in heard] == [cue[:2] for cue in CAPTIONS]
    assert all(text.endswith(".") for _, _, text in heard)


def test_rare_words_are_misheard_more_often_and_more_is_left_out_than_put_in(errors: WordErrors) -> None:
    found = jiwer.process_words(spoken(CAPTIONS), spoken(errors.mishear(CAPTIONS, 0.25, "seed")))
    said, missed = Counter(found.references[0]), Counter[str]()
    for chunk in found.alignments[0]:
        if chunk.type == "substitute":
            missed.update(found.references[0][chunk.ref_start_idx : chunk.ref_end_idx])
    shares = [sum(missed[word] for word in words) / sum(said[word] for word in words) for words in (RARE, COMMON)]
    assert shares[0] > 1.2 * shares[1]
    assert found.substitutions > found.deletions > found.insertions > 0


def test_what_is_heard_sounds_like_what_was_said_and_has_another_stem(errors: WordErrors) -> None:
    heard = errors.mishear(tuple((0.0, 1.0, "kettle") for _ in range(300)), 1.0, "seed")
    others = {text for _, _, text in heard if text and text != "kettle" and " " not in text}
    to_others = distances(pronounce("kettle"), [pronounce(word) for word in others])
    to_all = distances(pronounce("kettle"), [pronounce(word) for word in (*RARE, *COMMON)])
    assert {"settle", "petal"} <= others
    assert to_others.mean() < to_all.mean() - 1
