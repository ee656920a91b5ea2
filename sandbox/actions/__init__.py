"""Everything that changes the state: checks rights and limits as Discord does, changes, tells."""
