"""What commit c194caa, the first version, wrote."""
