"""What takes the time is kept between runs: encoded passages, vectors of queries, indexes."""
