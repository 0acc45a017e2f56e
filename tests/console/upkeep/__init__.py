"""Tests of disputes and misses."""
