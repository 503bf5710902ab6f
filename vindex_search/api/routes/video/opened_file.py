"""A response with the bytes of a file that was opened and checked: what has taken its place meanwhile is not sent."""

from __future__ import annotations

import os
from typing import BinaryIO

from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send


class OpenedFileResponse(FileResponse):
    """A `FileResponse`, whole or in ranges, of an open file, which it closes.

    Args:
        file: The file.
        media_type: Its media type.
        filename: The name under which a browser shows or saves it.
    """

    def __init__(self, file: BinaryIO, *, media_type: str, filename: str) -> None:
        descriptor = file.fileno()
        super().__init__(
            f"/proc/self/fd/{descriptor}",  # opened anew for each response, with a position of its own
            media_type=media_type,
            filename=filename,
            stat_result=os.fstat(descriptor),
            content_disposition_type="inline",
        )
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response and close the file."""
        with self._file:
            await super().__call__(scope, receive, send)
