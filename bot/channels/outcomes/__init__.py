"""What became of each message of a user, at any door: without its text and without a name."""
