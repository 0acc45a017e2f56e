"""The action server: looks up the store and composes replies."""
