"""What a library gives out by standards: tables as Parquet, and videos as IIIF manifests and Web Annotations."""
