"""Rasa as we run it, in the engine environment: serving, training, parsing."""
