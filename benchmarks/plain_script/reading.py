"""Screen text: RapidOCR with its defaults on every kept frame."""

from __future__ import annotations

from rapidocr import RapidOCR

from benchmarks.plain_script.pictures import Frame


class Reader:
    """RapidOCR, loaded once."""

    def __init__(self) -> None:
        self._engine = RapidOCR(params={"Global.log_level": "error"})

    def text(self, frame: Frame) -> str:
        """The lines on a frame; empty where there are none."""
        found = self._engine(str(frame.jpeg))
        return "\n".join(getattr(found, "txts", None) or ())
