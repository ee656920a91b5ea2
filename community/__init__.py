"""What a community decides: the rules of each feature, on plain values, with no input or output."""
