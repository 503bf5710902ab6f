"""Which tracks of a file are indexed: its programs, what each track is for, which can be heard, what is passed over."""
