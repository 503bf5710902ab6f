"""Parts of the cases `lecture`, `batch`, `unchanged` and `videos`: films, the contestants, and libraries to add to."""
