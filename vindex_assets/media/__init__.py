"""Media: from an uploaded file to its manifest, kept frames, storyboard, audio track and subtitle cues.

Pure functions over files; no Dagster, no network. Everything below `child_tasks` runs in a child process, because a
damaged file can crash, hang or exhaust the decoder:

    sandbox ---- starts the child, enforces deadline, heartbeat and memory --->  sandbox_child
                                                                                      |  calls one of
                                                                                      v
                                                                                 child_tasks
          +-----------------------------+-------------------------+-------------------+
          v                             v                         v                   v
    probe/                        decode/                   audio/              subtitles/
      streams   which to index      gop_plan, gop  by GOP     extract  16 kHz     formats  vtt, srt, ass
      display   rotation, pixels    decord                    loudness LUFS       cues     normalised
      frame_timing  fps, GOPs       pyav   sequential             |               read     sidecar, embedded
      mp4_edit_list                 scale  RGB, upright           v                   |
      duration                    picture/  as shown          audio.flac              v
      probe                             v                                       list of `Cue`
          |                       frames/
          v                         shots       shot boundaries
    manifest (`video.json`)         similarity  near duplicates
                                    selection   which frames are kept
                                    sampling    kept frames with their intervals
                                    parquet_writer, storyboard ---> frames/*.parquet, storyboard.vtt and sheets

    below all of them: container (opening, demuxing, decoding), packets (table of a stream's packets),
    frame_properties (display matrix, sample aspect ratio, transfer function)
"""
