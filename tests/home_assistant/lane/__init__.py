"""The real Home Assistant, laid out on this machine so that Morgan can be tested against it.

`python -m tests.home_assistant.lane` makes it, with any Python from 3.11 on and nothing but its standard
library. It lies in the user's cache folder, outside of the checkout, and is made once.
"""
