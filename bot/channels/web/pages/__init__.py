"""The HTML pages that hold the chat, and the built files that they load."""
