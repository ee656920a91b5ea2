"""What Discord says of a body before it takes it."""
