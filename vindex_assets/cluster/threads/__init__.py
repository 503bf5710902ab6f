"""The executor `in_process`: the steps of a run that do not wait for each other, at the same time, in one process.

executor      hands out the steps, and passes on their events
step_thread   one step in a thread
"""
