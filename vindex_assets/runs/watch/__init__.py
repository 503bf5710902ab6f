"""The watch over a step in work: its heartbeat, its deadline, and whether it is still to go on.

watch         the thread: looks, beats, and stops the step where it has to
verdict       why a step is to stop
run_status    what the status of the run says of its steps
interrupt     brings that into the thread that works
process_end   ends the process where native code does not come back
"""
