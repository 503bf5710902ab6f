"""The media room: from a stranger's file to what it is, its frames, its sound and its subtitles.

Pure functions, no Dagster, no network. Data flows down these lines:

    container, packets            opening a file, reading it without decoding
    probe                         streams, display, timing, boxes: what it is, as a manifest
    decode                        plan, groups, decord, pyav, scale: pictures and their times
    frames                        shots, likeness: which are worth keeping; parts, storyboard: how they are written
    audio, level                  the sound track, and how loud it is
    subtitles, subtitle_files     cues
    work, isolate                 all of it in a child process that may crash, hang or eat memory
"""
