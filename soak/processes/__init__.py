"""Two processes that share communities, one of which is killed, frozen or ended again and again."""
