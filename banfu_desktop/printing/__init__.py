"""Printed forms: blocks of plain rows become one PDF."""
