"""Spreadsheets in and out, driven by the table descriptions."""
