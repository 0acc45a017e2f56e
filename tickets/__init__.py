"""Draft tickets: what is asked for a request, its life, and its hand-over to who may submit it."""
