"""The toy room of tests/services/test_rooms.py."""
