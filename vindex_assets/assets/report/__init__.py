"""`library_report`: what the library takes, as an asset of Dagster: tables, numbers over time, and plots.

library_report   the asset
describe         the report as metadata
plots            bars as SVG
"""
