"""`/v1/realtime`: a conversation over one WebSocket, in the shape of OpenAI's GA API."""
