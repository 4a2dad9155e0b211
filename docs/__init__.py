"""The clerk's manual, the package format, and the tour that takes the pictures."""
