"""The addresses of a video in IIIF, which are its identifiers there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IiifAddresses:
    """The addresses of one video; `base_url` is that of the service, with a slash at its end."""

    base_url: str
    video_id: str

    @property
    def manifest(self) -> str:
        """The manifest."""
        return self._of("manifest.json")

    @property
    def canvas(self) -> str:
        """The one canvas, which has the length of the video."""
        return self._of("canvas")

    @property
    def transcript(self) -> str:
        """The page of annotations with the transcript."""
        return self._of("transcript.json")

    @property
    def search(self) -> str:
        """The search service."""
        return self._of("search")

    def part(self, name: str) -> str:
        """A part that is found in another document only."""
        return self._of(name)

    def during(self, start_s: float, end_s: float, box: tuple[int, int, int, int] | None = None) -> str:
        """Seconds of the canvas as a media fragment, and a box in it: left, top, width and height in pixels."""
        place = f"xywh={','.join(map(str, box))}&" if box else ""
        return f"{self.canvas}#{place}t={start_s:.3f},{max(end_s, start_s + 0.001):.3f}"

    def of_service(self, path: str) -> str:
        """A path of the HTTP API."""
        return self.base_url + path.lstrip("/")

    def _of(self, name: str) -> str:
        return f"{self.base_url}iiif/{self.video_id}/{name}"
