"""Previews: what a browser refuses, in H.264 and AAC, in segments of four seconds, made when they are asked for.

spec      the segments of a film, its picture's size, the play list; pure
child     the child's side: some segments in a row, into files of a folder
picture   frames cut at the bounds of segments
sound     sound on one grid of AAC frames over the whole film
boxes     a fragmented MP4 taken apart: what comes once, and what is the segment's
make      a run of the child, from the bucket
shelf     the segments that are kept
previews  who waits for which segment, and which run makes it
"""
