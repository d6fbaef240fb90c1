"""Configuration: five optional files, the environment, and options of the command line."""
