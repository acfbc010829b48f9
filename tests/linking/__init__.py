"""The labelled pairs of the linkage: an invented register with its truth, and hand labels of the shared file."""
