"""Engines: one file each, behind the protocols of `base`.

An engine knows nothing of servers, configuration files or other engines.
"""
