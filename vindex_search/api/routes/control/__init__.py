"""Routes that steer the pipeline: cancel and priority of videos, pause and resume of workspaces."""
