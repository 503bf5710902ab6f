"""Files of every format: what each begins with, and small ones that FFmpeg writes."""
