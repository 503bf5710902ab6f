"""`python -m benchmarks.capacity.page`: fills the plans of `docs/capacity.md` from the figures that are shipped.

A plan stands between `<!-- plan: hours=10000 -->` and `<!-- end -->`; what is asked is written as fields of `Demand`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from benchmarks.harness.machine import CHECKOUT
from vindex_assets.capacity.demand import Demand
from vindex_assets.capacity.measured import Measured, read_measured
from vindex_assets.capacity.plan import make_plan
from vindex_assets.capacity.table import plan_lines
from vindex_search.common.prices import Prices
from vindex_search.settings import Settings

PAGE: Final = CHECKOUT / "docs" / "capacity.md"
PLAN: Final = re.compile(r"(?P<begin><!-- plan: (?P<asked>.+?) -->\n).*?(?P<end><!-- end -->)", re.DOTALL)


def filled(text: str, measured: Measured, prices: Prices) -> str:
    """The page with its plans as they are by these figures and prices."""

    def plan(found: re.Match[str]) -> str:
        demand = Demand(**dict(map(_field, found["asked"].split())))
        lines = plan_lines(demand, make_plan(demand, measured, prices), measured)
        return f"{found['begin']}```\n{chr(10).join(lines)}\n```\n{found['end']}"

    return PLAN.sub(plan, text)


def _field(assignment: str) -> tuple[str, Any]:
    name, value = assignment.split("=")
    if value in {"True", "False"}:
        return name, value == "True"
    return name, float(value) if value.replace(".", "", 1).isdigit() else value


def default_prices() -> Prices:
    """The prices that settings have where the environment says nothing."""
    fields = Settings.model_fields
    return Prices(
        cpu_hour=fields["price_cpu_hour"].default,
        gpu_hour=fields["price_gpu_hour"].default,
        gb_month=fields["price_gb_month"].default,
        thousand_requests=fields["price_thousand_requests"].default,
    )


def main(page: Path = PAGE) -> None:
    """Fill the page."""
    text = page.read_text(encoding="utf-8")
    page.write_text(filled(text, read_measured(), default_prices()), encoding="utf-8")


if __name__ == "__main__":
    main()
