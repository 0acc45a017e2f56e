"""The contact registry."""
