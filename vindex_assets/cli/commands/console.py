"""What the commands share: the option `--json`, and how an error is printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from vindex_assets.cli.terminal import print_error
from vindex_search.index.base import IndexUnavailable
from vindex_search.settings import settings

FacetsOption = Annotated[
    str,
    typer.Option(
        help="Count the videos by, comma separated: workspace, tag, language, speaker, channel, duration, uploaded, "
        "person, place, recorded, attribute."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print exactly what the HTTP API returns.")]


def fail(sentence: str) -> typer.Exit:
    """Print an error on stderr; returns the exit to raise, status 1."""
    print_error(sentence)
    return typer.Exit(1)


@contextmanager
def errors_as_sentences() -> Iterator[None]:
    """Turn the errors that the rooms below document into one sentence on stderr and exit status 1, without a traceback.

    `typer.Exit` is a RuntimeError too: it is raised outside this block.
    """
    try:
        yield
    except (LookupError, OSError, RuntimeError, ValueError) as error:
        raise fail(str(error)) from None
    except IndexUnavailable as error:
        raise fail(f"{_qdrant_server()} does not answer: {error}") from None
    except _qdrant_errors() as error:
        raise fail(f"{_qdrant_server()} refuses the request: {' '.join(str(error).split())}") from None


def _qdrant_errors() -> tuple[type[Exception], ...]:
    """What the Qdrant client raises; evaluated for another error only, as the client takes half a second to import."""
    from qdrant_client.common.client_exceptions import QdrantException
    from qdrant_client.http.exceptions import ApiException

    return ApiException, QdrantException


def _qdrant_server() -> str:
    return f"the Qdrant server at VINDEX_QDRANT_URL={settings().qdrant_url}"
