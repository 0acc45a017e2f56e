"""What protects the web app: request checks, limits, headers, signed tokens, the log of it."""
