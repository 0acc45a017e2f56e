"""Which engine answers which conversation, and which engines are there."""
