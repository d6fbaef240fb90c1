"""How days, times, appointments, lists, readings and the weather are told, one file for each language."""
