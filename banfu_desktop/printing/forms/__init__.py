"""The forms, one module each, as functions from plain rows to blocks."""
