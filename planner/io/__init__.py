"""Files in and out: they turn files into model values and back, and decide nothing."""
