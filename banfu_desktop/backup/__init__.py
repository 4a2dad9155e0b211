"""The package file: written, verified and restored."""
