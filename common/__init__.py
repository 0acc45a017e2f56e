"""What all packages share: database, time, text, log lines, masking, loopback."""
