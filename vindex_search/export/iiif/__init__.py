"""A video as IIIF has it: Presentation 3 manifest, its transcript as Web Annotations, Content Search 2."""
