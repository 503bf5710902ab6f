"""Machines, bytes, requests and money that so many hours of video take: pure functions of measured figures."""
