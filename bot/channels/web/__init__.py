"""What the web chat shows."""
