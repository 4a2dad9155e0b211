"""Colours, icons, sizes and small widgets."""
