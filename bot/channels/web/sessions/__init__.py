"""Sessions of browsers: stored, loaded for each request, and whose conversation each one is."""
