"""Jobs, sensors and schedules: what starts runs, and the jobs that operators launch by hand."""
