"""What the work on a video uses: measured around a try of a step, without ever failing it.

meter           the measurement of one try, from its beginning to its cost
process_shares  processor time and memory of this process, where several steps are at work in it at once
gpu_time        seconds in calls of models on a GPU
cost_metadata   a cost as Dagster shows it beside a materialisation
"""
