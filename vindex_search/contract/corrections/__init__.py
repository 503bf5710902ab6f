"""Corrections: what people say of a transcript, a text on screen or a speaker, beside what was recognised."""
