"""How engines run: workers, lanes, threads and isolated processes."""
