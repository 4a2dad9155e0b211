"""The stored records, one module a room."""
