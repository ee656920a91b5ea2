"""Several processes on one PostgreSQL: each holds shards by a lease, and works each with a client of its own."""
