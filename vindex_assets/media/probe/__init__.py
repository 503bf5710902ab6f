"""What a media file is: container, streams, display geometry, frame timing, edit lists."""
