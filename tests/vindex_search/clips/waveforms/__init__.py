"""Tests of waveforms on demand."""
