"""The link of a home: what it tells, what it asks for, and what it is asked to do."""
