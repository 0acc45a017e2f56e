"""Tests of the Teams channel, against a fake Microsoft on loopback."""
