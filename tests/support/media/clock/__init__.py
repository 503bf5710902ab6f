"""Films whose time stamps begin anew or whose headers are wrong, and what of them is seen and heard."""
