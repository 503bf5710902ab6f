"""The report of a library: throughput, time and cost by step, the slowest videos, failures, storage.

    history of the videos -- collect.py --> report/attempts.parquet, report/videos.parquet -- build.py --> figures

tables     the two tables: a row a try of a step, a row a video
collect    brings them up to date: reads what is new since the last time
facts      the row of one video
figures    what the report says, as typed values
build      the report from the tables
steps      time and cost by step
throughput hours of video a day
slowest    the slowest tenth, and why
failures   failed videos by reason
read       the report as the service and the command line ask for it
metrics    the same for Prometheus
costs      what it comes to, with prices
"""
