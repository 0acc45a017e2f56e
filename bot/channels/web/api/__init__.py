"""The HTTP API of the chat: its routes, bodies, event stream and errors."""
