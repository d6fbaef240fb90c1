"""Engines: a file or a folder for each, behind the protocols of `contract`.

An engine knows nothing of servers, configuration files or other engines.
"""
