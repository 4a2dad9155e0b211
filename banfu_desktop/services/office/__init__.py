"""The office room: its town, units and settings."""
