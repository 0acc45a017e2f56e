"""Hand-over of confirmed requests: one port, three adapters, a worker that never gives up early."""
