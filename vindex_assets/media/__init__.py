"""Media: from an uploaded file to its manifest, kept frames, storyboard, audio track and subtitle cues.

Pure functions over files; no Dagster, no network. Everything below `child_tasks` runs in a child process, because a
damaged file can crash, hang or exhaust the decoder, and a hostile one take it over:

    sandbox/run ---- starts the child, enforces deadline, heartbeat and memory --->  sandbox/child
                                                                                      |  closes the jail, calls one of
                                                                                      v
                                                                                 child_tasks
          +-----------------------------+-------------------------+-------------------+
          v                             v                         v                   v
    probe/                        decode/                   audio/              subtitles/
      streams, tracks/  which       gop_plan, gop  by GOP     extract  16 kHz     formats/  a file each
      display   rotation, pixels    decord                    downmix  to mono    encoding/ code pages
      frame_timing  fps, GOPs       pyav   sequential         loudness LUFS       judge     a transcript?
      mp4_edit_list                 scale  RGB, upright           |               read, embedded
      running_clock, duration       picture/  as shown            v                   v
      probe                             v                       audio.flac          list of `Cue`
          |                       frames/
          v                         shots       shot boundaries
    manifest (`video.json`)         similarity  near duplicates
                                    selection   which frames are kept
                                    sampling    kept frames with their intervals
                                    picture_files ---> frames/*.parquet, storyboard.vtt and sheets

    below all of them: container (opening, demuxing, decoding), packets (tables of packets),
    frame_properties (display matrix, sample aspect ratio, transfer function), clock/ (one clock for all parts)
"""
