"""Steering of runs for HTTP and the command line: cancel, pause, resume, priority. The pipeline obeys the records."""
