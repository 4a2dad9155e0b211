"""The bank room: statements and their matching."""
