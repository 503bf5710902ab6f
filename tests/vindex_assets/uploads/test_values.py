"""What the parts of a tick hand to each other is not changed on the way: threads share it."""

from __future__ import annotations

import pytest

from vindex_assets.uploads.batching import Batch
from vindex_assets.uploads.bucket_scan import KeyRange, Notifications, ScanStep
from vindex_assets.uploads.comparison import Comparison
from vindex_assets.uploads.cursor import ScanCursor
from vindex_assets.uploads.notifications import ReceivedMessages
from vindex_assets.uploads.reconcile import ReconcileResult
from vindex_assets.uploads.upload import ListedUpload, RejectedObject, Sighting
from vindex_assets.uploads.video_state import VideoState


@pytest.mark.parametrize(
    "kind",
    [
        *(Batch, Comparison, KeyRange, ListedUpload, Notifications, ReceivedMessages),
        *(ReconcileResult, RejectedObject, ScanCursor, ScanStep, Sighting, VideoState),
    ],
)
def test_a_value_takes_no_other_field_and_no_new_one(kind: type) -> None:
    value: object = object.__new__(kind)
    for name in (*kind.__match_args__, "misspelt"):  # type: ignore[attr-defined]  # every dataclass has them
        with pytest.raises((AttributeError, TypeError)):
            setattr(value, name, None)
    assert not hasattr(value, "__dict__")
