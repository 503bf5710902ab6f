"""The waveform of a video, in audiowaveform's JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field


class WaveformOut(BaseModel):
    """Peaks of the sound, pixel by pixel."""

    version: int = Field(description="Of the format.", examples=[2])
    channels: int = Field(description="Always one.", examples=[1])
    sample_rate: int = Field(description="Samples a second.", examples=[16000])
    samples_per_pixel: int = Field(description="Samples of a pixel.", examples=[1600])
    bits: int = Field(description="Of each value.", examples=[8])
    length: int = Field(description="How many pixels there are.", examples=[18304])
    data: list[int] = Field(description="The lowest and the highest of each in turn, -128 to 127.")
