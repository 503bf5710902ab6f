"""A response with a Parquet file that is made while it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator

from anyio.to_thread import run_sync
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from vindex_search.export.parquet import ParquetStream
from vindex_search.export.table_names import MEDIA_TYPE
from vindex_search.query.waiting.turns import Turns


class ParquetResponse(StreamingResponse):
    """Sends a stream when its turn has come, and stops it when the client has gone.

    An error before the first bytes is an error response; a later one breaks the connection off, and a Parquet file
    without its end is none to any reader.

    Args:
        stream: The file.
        turns: Of exports.
        name: Of the file, as a browser saves it.
    """

    def __init__(self, stream: ParquetStream, turns: Turns, *, name: str) -> None:
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        super().__init__(self._pieces(), media_type=MEDIA_TYPE, headers=headers)
        self._stream, self._turns, self._first = stream, turns, b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for the turn, make the beginning, and send all of it."""
        async with self._turns.held():
            try:
                self._first = await run_sync(self._stream.read)
                await super().__call__(scope, receive, send)
            finally:
                self._stream.close()

    async def _pieces(self) -> AsyncIterator[bytes]:
        piece = self._first
        while piece:
            yield piece
            piece = await run_sync(self._stream.read)
