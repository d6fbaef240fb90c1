"""The languages the agent speaks: one file each, which holds everything that is said or understood in it.

To add a language, write its file next to `en.py` and list it in `languages.py`;
`tests/agent/language/test_contract.py` then checks it.
"""
