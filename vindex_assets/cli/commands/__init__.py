"""The commands of `vindex`, one file a group; each group is a typer application."""
