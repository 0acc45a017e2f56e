"""Dialogues through the real Rasa server and the real action server."""
