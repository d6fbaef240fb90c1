"""The real Home Assistant and a satellite, laid out on this machine so that Morgan can be tested with them.

`python -m tests.home_assistant.lane` makes it, with any Python from 3.11 on and nothing but its standard
library. It lies in the user's cache folder, outside of the checkout, and is made once.
"""
