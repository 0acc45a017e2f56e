"""Rasa as we run it (engine environment): slim imports, loopback REST channel, training, parsing."""
