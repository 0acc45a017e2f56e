"""The Service Desk's console: what agents look up, and write, while somebody is on the phone."""
