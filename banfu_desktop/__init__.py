"""Office program for teams posted to towns: roster, attendance, subsidies, printed forms, county package."""

__version__ = "0.1.0"
