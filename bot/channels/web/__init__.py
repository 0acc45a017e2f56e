"""The web app: the one process that browsers and Microsoft Teams reach.

A message goes through `api/routes.py`, `chat/chat.py`, `chat/rasa.py` (to the engine and back),
`chat/history.py` and `chat/rendering.py`; `api/events.py` shows the answer on every open page.
"""
