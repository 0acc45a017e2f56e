"""The FAQ knowledge base: typed procedures, their directories, and the store they live in."""
