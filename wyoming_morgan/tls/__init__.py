"""TLS of the HTTP door: certificates of files, or one that Morgan makes itself."""
