"""left_alone: counts of a bucket of any size stay small, add up over its parts, and come back as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vindex_search.storage.store import Store
from vindex_search.videos.left_alone import (
    LEFT_ALONE_FILE,
    MAX_EXAMPLES,
    MAX_SUFFIXES,
    REASONS,
    LeftAlone,
    Reason,
    count_left_alone,
    read_left_alone,
    write_left_alone,
)

KEYS = st.from_regex(r"t/[a-z]{1,3}(\.[a-z]{1,2})?", fullmatch=True)
OBJECTS = st.dictionaries(KEYS, st.sampled_from(list(REASONS)))


def of(**reasons: Reason) -> LeftAlone:
    return count_left_alone({f"t/{name.replace('_', '.')}": reason for name, reason in reasons.items()})


@given(OBJECTS)
def test_every_object_is_counted_once(objects: dict[str, Reason]) -> None:
    found = count_left_alone(objects)
    assert found.total == len(objects)
    assert sum(found.suffixes.values()) == found.counts.get("suffix", 0)


@given(OBJECTS, OBJECTS)
def test_two_parts_of_a_bucket_add_up(one: dict[str, Reason], other: dict[str, Reason]) -> None:
    first, second = count_left_alone(one), count_left_alone(other)
    both = first.plus(second)
    assert both.total == first.total + second.total
    assert sum(both.suffixes.values()) == both.counts.get("suffix", 0)
    assert LeftAlone().plus(first) == first.plus(LeftAlone()) == first


def test_ten_thousand_suffixes_are_not_kept() -> None:
    objects: dict[str, Reason] = {f"t/x.s{number}": "suffix" for number in range(10_000)}
    found = count_left_alone(objects)
    assert len(found.suffixes) == MAX_SUFFIXES + 1
    assert found.suffixes["others"] == 10_000 - MAX_SUFFIXES
    assert len(found.plus(found).suffixes) == MAX_SUFFIXES + 1
    assert len(found.plus(found).examples["suffix"]) == MAX_EXAMPLES


@pytest.mark.parametrize(
    ("key", "suffix"),
    [
        ("t/a.JPG", ".jpg"),
        ("t/README", ""),
        ("t/a. What he said", ""),
        ("t/x.y/z", ""),
        ("t/a.", ""),
        ("t/a.7z", ".7z"),
    ],
)
def test_a_suffix_is_what_people_call_one(key: str, suffix: str) -> None:
    assert count_left_alone({key: "suffix"}).suffixes == {suffix: 1}


def test_each_reason_is_a_sentence_with_its_examples() -> None:
    found = of(a_jpg="suffix", b_jpg="suffix", c="suffix", d_srt="sidecar")
    assert found.describe("suffix") == (
        "3 objects: neither video, audio nor sidecar by the suffix (.jpg 2, no suffix 1), such as t/a.jpg, t/b.jpg, t/c"
    )
    assert found.summary() == (
        "4 objects left alone: 3 neither video, audio nor sidecar by the suffix; "
        "1 sidecar that belongs to no video by its name"
    )


def test_the_counts_come_back_as_they_were_written(store: Store) -> None:
    assert read_left_alone(store) is None
    write_left_alone(store, of(a_jpg="suffix", d_srt="sidecar"))
    assert read_left_alone(store) == of(a_jpg="suffix", d_srt="sidecar")


def test_a_file_of_another_version_is_none(store: Store) -> None:
    store.write_library_json(LEFT_ALONE_FILE, {"counts": "many"})
    assert read_left_alone(store) is None
