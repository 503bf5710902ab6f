"""What leaves the library: videos whose upload is gone, what people delete, requests that are withdrawn."""
