"""The recorded service that the page is tested against, and what a page shows."""
