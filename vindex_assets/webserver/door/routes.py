"""The routes of Dagster's webserver 1.13: which take a POST, which are pages, which methods are allowed.

Whatever is in none of these lists is a page of the UI: Dagster answers every other path with its `index.html`.
"""

from __future__ import annotations

from typing import Final

SAFE_METHODS: Final = frozenset({"GET", "HEAD"})  # no OPTIONS: no other origin is ever allowed anything
GRAPHQL: Final = "/graphql"
# A POST to one of these writes an event of an asset; the key of the asset is the rest of the path.
REPORTS: Final = ("/report_asset_materialization/", "/report_asset_check/", "/report_asset_observation/")
# Downloads and versions: read by the UI's scripts or saved, shown as a page by nobody.
DATA: Final = ("/server_info", "/dagit_info", "/logs/", "/notebook", "/dagit/notebook", "/download_debug/")


def allowed_methods(path: str) -> frozenset[str]:
    """The methods that a path takes."""
    if path.startswith(REPORTS):
        return frozenset({"POST"})
    return SAFE_METHODS | {"POST"} if path == GRAPHQL else SAFE_METHODS


def is_page(path: str) -> bool:
    """Whether a browser may go to a path from a page of another site, as by a link."""
    return not path.startswith((*REPORTS, *DATA))
