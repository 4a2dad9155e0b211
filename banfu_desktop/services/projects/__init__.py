"""The projects room: double-sign projects and their rounds."""
