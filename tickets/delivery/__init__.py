"""Delivery of confirmed requests: one port, an adapter for each method, a worker that retries."""
