"""The deeds of the office, one module a room; each takes a session and does one thing."""
