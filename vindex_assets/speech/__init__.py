"""The recognisers, one file each behind one interface."""
