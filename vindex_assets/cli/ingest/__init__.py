"""Ingesting local files: which are taken, copying them to the uploads, running the graph for what is due."""

from vindex_assets.cli.ingest.copies import copy_uploads, create_uploads_folder
from vindex_assets.cli.ingest.due_runs import reconcile_whole_bucket, run_calibration, run_due, run_video
from vindex_assets.cli.ingest.found_files import LeftFile
from vindex_assets.cli.ingest.report import selection_lines
from vindex_assets.cli.ingest.selection import FileCopy, Selection, select_files

__all__ = [
    "FileCopy",
    "LeftFile",
    "Selection",
    "copy_uploads",
    "create_uploads_folder",
    "reconcile_whole_bucket",
    "run_calibration",
    "run_due",
    "run_video",
    "select_files",
    "selection_lines",
]
