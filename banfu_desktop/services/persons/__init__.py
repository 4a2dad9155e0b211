"""Persons at work in the office, each with a password and a signature of his own."""
