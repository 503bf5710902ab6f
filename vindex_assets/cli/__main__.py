"""`python -m vindex_assets.cli`."""

from vindex_assets.cli import main

main()
