"""The process that keeps the run workers.

pool          answers questions
residents     the workers: which are idle, new ones, the end of those that are of no more use
resident      one worker as the pool sees it
preload       what is imported here, so that no worker has to
loaded_code   whether the code on disk is still the code that is loaded
lost_run      the run of a worker that has died
"""
