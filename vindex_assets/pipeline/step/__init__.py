"""One step of the graph over the videos of a Dagster run.

run            the loop over the videos, and what becomes of those that failed
asset_step     the functions of one step
supervision    the watch over the step: heartbeat, deadline, cancellation, and the fence before what is put in place
cancellation   a video that was cancelled, and a run that was interrupted
settlement     what becomes of a step where work on some videos failed or was cancelled
attempts       one `StepAttempt` a video and try, for its history
run_ends       what runs that are over have left
"""

from vindex_assets.pipeline.step.asset_step import AssetStep as AssetStep
from vindex_assets.pipeline.step.run import run_step as run_step
