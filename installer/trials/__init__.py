"""Trials of what is handed out, on machines with nothing of ours (make deb-test, usb-test, windows-test)."""
