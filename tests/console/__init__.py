"""Tests of the Service Desk's console."""
