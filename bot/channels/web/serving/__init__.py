"""Running the web app as a process: the HTTP server's limits, health checks, the log."""
