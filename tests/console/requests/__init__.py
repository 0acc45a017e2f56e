"""Tests of requests in the console."""
