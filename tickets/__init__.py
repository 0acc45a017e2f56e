"""Draft tickets: what is asked for a request, its life, and its delivery."""
