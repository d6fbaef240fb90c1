"""Door two: HTTP on aiohttp, with errors in OpenAI's shape."""
