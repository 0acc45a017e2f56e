"""What each channel makes of the assistant's replies."""
