"""The answers to the recorded queries as lines; `python -m tests.support.index.ranking.golden --accept` writes them.

A change of ranking then shows as a diff of `tests/vindex_search/ranking/golden/expected.jsonl`: one line a query, one a
moment below it. The hits themselves are recorded anew by `tests/support/ranking/record.py` alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tests.support.index.ranking.recorded_queries import RecordedQuery, Recording
from tests.support.session.checkout import CHECKOUT
from vindex_search.ranking.confidence import MatchConfidence, match_confidence
from vindex_search.ranking.fusion import RankedHit
from vindex_search.ranking.moments import Moment, find_moments
from vindex_search.ranking.relevance_curve import RelevanceCurve

FOLDER: Final = CHECKOUT / "tests" / "vindex_search" / "ranking" / "golden"
RECORDED: Final = FOLDER / "recorded.json"
EXPECTED: Final = FOLDER / "expected.jsonl"
DIGITS: Final = 9  # that answers are compared with
HOW_TO_ACCEPT: Final = "if this change of ranking is meant: python -m tests.support.index.ranking.golden --accept"


def answer_lines(query: RecordedQuery) -> list[str]:
    """What ranking makes of a query: a line about the query, and one for each moment, best first."""
    asked: list[str] = []

    def curves(video_ids: Sequence[str]) -> dict[str, list[RelevanceCurve]]:
        asked.extend(video_ids)
        return query.curves(video_ids)

    moments = find_moments(query.hits, limit=query.limit, matches=query.matches, curves=curves)
    confidence = match_confidence(query.hits, query.words, query.calibration)
    head = {
        "query": query.name,
        "matched": confidence.matched,
        "p_value": confidence.p_value,
        "signals": dict(confidence.best_signals),
        "curves_of": asked,
    }
    return [_line(head), *(_line(_moment(rank, moment, confidence)) for rank, moment in enumerate(moments, start=1))]


def _moment(rank: int, moment: Moment, confidence: MatchConfidence) -> dict[str, Any]:
    return {
        "moment": rank,
        "video": moment.video_id,
        "start_s": moment.start_s,
        "end_s": moment.end_s,
        "score": moment.score,
        "confidence": confidence.confidence(moment),
        "channels": " ".join(moment.channels),
        "evidence": [_evidence(ranked, confidence) for ranked in moment.evidence],
    }


def _evidence(ranked: RankedHit, confidence: MatchConfidence) -> list[Any]:
    """Channel and rank, where it is, its share of the score, and the p-value of its own score."""
    hit = ranked.hit
    where = f"{hit.start_s:g}-{hit.end_s:g}"
    return [f"{ranked.channel} {ranked.rank}", where, ranked.share, confidence.channel_p_value(hit)]


def _line(answer: dict[str, Any]) -> str:
    return json.dumps(_rounded(answer), ensure_ascii=False)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(of_key) for key, of_key in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def expected_lines(file: Path = EXPECTED) -> Iterator[list[str]]:
    """The accepted lines of each query, in order."""
    lines: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if "query" in json.loads(line) and lines:
            yield lines
            lines = []
        lines.append(line)
    yield lines


def main() -> None:
    """Write the answers as they are now, if asked to."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.index.ranking.golden", description=__doc__)
    parser.add_argument("--accept", action="store_true", required=True, help="what ranking answers now is right")
    parser.parse_args()
    lines = [line for query in Recording.read(RECORDED).load() for line in answer_lines(query)]
    EXPECTED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{EXPECTED.relative_to(CHECKOUT)}: {len(lines)} lines; read their diff before you commit it")


if __name__ == "__main__":
    main()
