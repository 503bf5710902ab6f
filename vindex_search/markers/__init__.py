"""The moments of an answer as markers that editing programs read.

rates       frame rates as fractions, and the rate of a timeline
timecode    SMPTE timecode: frames as HH:MM:SS:FF and back, with drop frames
marker      a moment with what an editor needs of its video, and the frames that it takes
cmx3600     an edit decision list (EDL)
resolve     the markers of a timeline, as DaVinci Resolve imports them from an EDL
otio        OpenTimelineIO
fcpxml      Final Cut Pro
table       CSV, for spreadsheets
formats     the formats by name, with media type and suffix
"""
