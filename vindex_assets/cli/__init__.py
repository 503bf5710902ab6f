"""The command line `vindex`: a typer application of the command groups in `commands/`."""

from __future__ import annotations

import sys
from typing import Final

import typer

from vindex_assets.cli.commands import (
    audit,
    capacity,
    clips,
    cluster,
    control,
    corrections,
    exports,
    index,
    keys,
    models,
    saved,
    service,
    videos,
    work,
)
from vindex_assets.cli.sharing import collections, shares
from vindex_assets.cli.terminal import print_error
from vindex_search.auth.local_privacy import secure
from vindex_search.settings import settings

app: Final = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Find the moment in any video."
)
for group in (service, cluster, videos, clips, corrections, exports, control, work, index, audit, capacity):
    app.add_typer(group.app)
app.add_typer(models.app, name="models")
app.add_typer(keys.app, name="keys")
app.add_typer(collections.app, name="collections")
app.add_typer(shares.app, name="shares")
app.add_typer(saved.app, name="searches")


def main() -> None:
    """The console script; an invalid setting is one sentence with its name and value, exit status 2."""
    from pydantic import ValidationError

    try:
        settings()
    except ValidationError as invalid:
        for error in invalid.errors():
            name = "VINDEX_" + "_".join(str(part) for part in error["loc"]).upper()
            print_error(f"{name}={error['input']!r}: {error['msg']}")
        sys.exit(2)
    secure(settings())
    app()
