"""Long runs in which Guildhall is killed again and again: `make soak` prints what was lost or doubled."""
