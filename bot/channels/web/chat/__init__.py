"""Conversations of the web: each message is answered, stored and shown once, in order."""
