"""The child's side: cuts a range out of one film, in the sandbox.

cut              the entry: which parts are copied, which are made anew, and the file that holds them
task             what is asked of the child
source           the film: its packets on the clock of the player, from a key frame on
copied           packets as they are
encoded_picture  frames decoded, turned upright and encoded again
encoded_sound    sound likewise, to the sample
upright          frames as players show them
captions         subtitles drawn into frames
gif              a moving picture of few colours
"""
