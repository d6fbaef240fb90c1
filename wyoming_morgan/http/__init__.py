"""HTTP on aiohttp, with errors in OpenAI's format."""
