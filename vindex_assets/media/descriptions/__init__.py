"""Describing files beside a video: vindex's own JSON or YAML, yt-dlp's info.json, .nfo of Kodi and Jellyfin."""
