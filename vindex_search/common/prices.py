"""Prices of what a library uses, in one currency: for its report and for planning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a unit costs.

    Attributes:
        cpu_hour: An hour of one core.
        gpu_hour: An hour of one GPU.
        gb_month: A gigabyte (10^9 bytes) in the store for a month.
        thousand_requests: A thousand requests that write to the store or list it.
    """

    cpu_hour: float
    gpu_hour: float
    gb_month: float
    thousand_requests: float
