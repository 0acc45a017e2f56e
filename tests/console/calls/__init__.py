"""The Service Desk's console."""
