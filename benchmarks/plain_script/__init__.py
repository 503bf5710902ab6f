"""What one would write in an afternoon instead of vindex: films in, an index out, the same libraries called in order.

`python -m benchmarks.plain_script [--index FOLDER] FILE...`: models are loaded once for all films. There are no
retries, no records, no sandbox, no subtitles, no resume, and nothing tells what became of a film.
"""
