"""Command capacity: what so many hours of video take."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from vindex_assets.capacity.demand import Models, Profile
from vindex_assets.cli.commands.console import errors_as_sentences
from vindex_assets.cli.terminal import print_json, print_lines
from vindex_search.settings import settings

app: Final = typer.Typer()


@app.command()
def capacity(
    hours: Annotated[float, typer.Option(help="Hours of video that the library is to hold.")],
    hours_a_month: Annotated[float, typer.Option(help="Hours of new video a month.")] = 0.0,
    backlog_days: Annotated[float, typer.Option(help="In how many days the hours are to be worked off.")] = 30.0,
    profile: Annotated[Profile, typer.Option(help="talk (speech over slides) or film (moving pictures).")] = "talk",
    subtitled: Annotated[float, typer.Option(help="Share of the videos with subtitles, from 0 to 1.")] = 0.0,
    minutes_a_video: Annotated[float, typer.Option(help="Mean length of a video.")] = 10.0,
    models: Annotated[Models, typer.Option(help="The model set: offline or standard.")] = "offline",
    cores: Annotated[int, typer.Option(help="Cores of a machine.")] = 8,
    gpu: Annotated[bool, typer.Option("--gpu", help="Each machine has a GPU (by factors, not measured).")] = False,
    services: Annotated[int, typer.Option(help="Services that answer searches, each with its index.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Estimate machines, store, index, requests and money for so many hours of video, from measured figures."""
    import json
    from dataclasses import asdict

    from vindex_assets.capacity.demand import Demand
    from vindex_assets.capacity.measured import read_measured
    from vindex_assets.capacity.plan import make_plan
    from vindex_assets.capacity.table import plan_lines

    with errors_as_sentences():
        demand = Demand(
            hours=hours,
            hours_a_month=hours_a_month,
            backlog_days=backlog_days,
            profile=profile,
            subtitled=subtitled,
            minutes_a_video=minutes_a_video,
            models=models,
            cores=cores,
            gpu=gpu,
            services=services,
        )
        measured = read_measured()
        plan = make_plan(demand, measured, settings().prices)
    if as_json:
        print_json(json.dumps({"demand": asdict(demand), **asdict(plan)}))
    else:
        print_lines(plan_lines(demand, plan, measured))
