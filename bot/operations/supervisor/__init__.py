"""Prepare, start, watch and stop the processes of the assistant."""
