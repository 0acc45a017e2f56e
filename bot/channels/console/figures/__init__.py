"""How many messages came in at which door, and what became of them."""
