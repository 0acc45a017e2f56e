"""Tests of the search over the records."""
