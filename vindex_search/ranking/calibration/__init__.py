"""Calibration: the null distribution of scores, measured with questions that the library does not answer."""
