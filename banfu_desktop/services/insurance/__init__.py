"""The insurance room: policies and who they cover."""
