"""The graph on disk, ready to be asked."""
