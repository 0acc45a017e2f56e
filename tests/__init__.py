"""All tests; fast ones first (tests/conftest.py orders them)."""
