"""Which generations readers see: a mark for each, and their listing."""
