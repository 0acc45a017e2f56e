"""Engine modules; these run in the engine environment (Python 3.10)."""
