"""Screen text: detection, recognition and reading order of lines on the kept frames."""
