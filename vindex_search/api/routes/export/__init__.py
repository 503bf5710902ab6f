"""Routes by which a library is given out in the forms of others: Parquet, IIIF and oEmbed."""
