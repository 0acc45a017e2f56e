"""What operators see of a running assistant: metrics, traces, and the id of a request in the log.

Nothing here knows a text or a name: what is measured and handed on are numbers, ids and closed
lists of words. Both environments use it, so it imports its libraries where they are needed only.
"""
