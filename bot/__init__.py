"""The assistant itself: understanding, engine, channels and the console."""
