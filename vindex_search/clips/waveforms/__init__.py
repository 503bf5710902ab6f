"""Waveforms on demand, of videos that were heard before their waveform was kept.

child     the child's side: reads the sound and takes its peaks
kept      the waveform of a video, made where it is not kept
"""
