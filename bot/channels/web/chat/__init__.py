"""Conversations of the web: what was said, in order, once."""
