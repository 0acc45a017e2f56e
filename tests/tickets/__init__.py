"""Draft tickets and their hand-over."""
