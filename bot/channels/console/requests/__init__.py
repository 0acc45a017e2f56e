"""Requests in the console: one for the caller, and the queue of what came in."""
