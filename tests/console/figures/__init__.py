"""Tests of outcomes and figures."""
