"""How activities come in from Teams and go out to it: authentication, Microsoft's SDK, retries."""
