"""What measures, and the floors it measures against; started by `./dev bench`."""
