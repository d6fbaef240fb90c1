"""The real Home Assistant and a satellite, installed on this machine so that Morgan can be tested with them.

`python -m tests.home_assistant.lane` does it once, with any Python from 3.11 on and only its standard
library, in the user's cache folder, outside of the checkout.
"""
