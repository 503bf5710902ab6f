"""Resident run workers of one machine: processes that execute Dagster runs one after another and stay warm between.

launcher   in Dagster's daemon and web application: hands a run over, or launches it as Dagster does by itself
wire       the questions that it asks over a Unix socket
pool/      the process that answers them, and that workers are forked from
worker     a worker: executes runs, one after another
warm_up    what it loads before its first run
"""
