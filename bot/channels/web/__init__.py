"""The front door: the one process that users and Microsoft reach."""
