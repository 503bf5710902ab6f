"""What a store keeps of the whole library: who has the same bytes, and which videos were touched."""
