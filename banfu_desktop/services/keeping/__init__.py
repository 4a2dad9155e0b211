"""Keeping the office safe: copies, packages, passwords, recovery."""
