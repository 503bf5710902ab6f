"""Clips: a range of a video as a file, cut in the sandbox, kept for a while.

asked       what is asked for, within bounds, and the id of the job that makes it
record      how far a job is, as stored beside its file
make        one clip: the film from the bucket, the child, its file
captions    the transcript's lines for a clip, drawn or as WebVTT
fonts       a font for them that has their letters
shelf       the clips of a library, and what of them goes
jobs        the jobs of this process: one at a time, some wait
cut/        the child's side
"""
