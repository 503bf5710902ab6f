"""The texts of a video that are embedded beside what is said and shown in it, and vectors that are known already."""
