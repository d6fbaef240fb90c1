"""The page to talk to: what a browser gets at `/`. It is a client of `/v1/realtime` like any other."""
