"""The sets that search is measured on: their folders, their questions, their halves."""
