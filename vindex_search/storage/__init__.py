"""Files and objects: the store of artefacts with its stamps, and the bucket of uploads."""
