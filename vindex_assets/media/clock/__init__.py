"""One running clock for all packets of a file: where time stamps break, how its parts are placed, who reads by it."""
