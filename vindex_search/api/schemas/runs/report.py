"""The report as JSON, for the HTTP API and `vindex report --json`: its figures, and what they come to."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from vindex_search.common.prices import Prices
from vindex_search.videos.report.costs import cost_per_hour, cost_per_month
from vindex_search.videos.report.figures import Report, StepFigures

DIGITS: Final = 6  # of money: a hundredth of a cent an hour is a hundred a year for a large library


class PricesOut(BaseModel):
    """The prices of the settings, in their currency."""

    cpu_hour: float = Field(description="Of an hour of one core.", examples=[0.045])
    gpu_hour: float = Field(description="Of an hour of one GPU.", examples=[0.8])
    gb_month: float = Field(description="Of a gigabyte in the store for a month.", examples=[0.023])
    thousand_requests: float = Field(description="Of a thousand requests that write or list.", examples=[0.005])


class CostedStep(StepFigures):
    """What a step takes for an hour of video, and what that costs."""

    cost: float | None = Field(
        description="What an hour of video costs: processor, GPU and writing requests; null: nothing was measured.",
        examples=[0.0263],
    )


class ReportAnswer(Report):
    """The report of the workspaces that the caller may see."""

    collected_at: str | None = Field(
        description="When the histories were last read, ISO 8601 in UTC; null: never yet, and nothing is known.",
        examples=["2026-03-01T12:00:00+00:00"],
    )
    steps: list[CostedStep] = Field(description="By step, in the order of the graph; last, all together.")  # type: ignore[assignment] # a list of what has one more field
    storage_cost: float = Field(description="What the store costs a month.", examples=[0.31])
    prices: PricesOut = Field(description="What was reckoned with.")


def report_answer(report: Report, prices: Prices, collected_at: str | None) -> ReportAnswer:
    """A report with what it comes to.

    Args:
        report: The figures.
        prices: Of the settings.
        collected_at: When its tables were written.
    """
    return ReportAnswer(
        **report.model_dump(exclude={"steps"}),
        steps=[CostedStep(**step.model_dump(), cost=_money(cost_per_hour(step, prices))) for step in report.steps],
        storage_cost=round(cost_per_month(report.stored, prices), DIGITS),
        prices=PricesOut(
            cpu_hour=prices.cpu_hour,
            gpu_hour=prices.gpu_hour,
            gb_month=prices.gb_month,
            thousand_requests=prices.thousand_requests,
        ),
        collected_at=collected_at,
    )


def _money(amount: float | None) -> float | None:
    return None if amount is None else round(amount, DIGITS)
