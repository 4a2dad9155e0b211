"""Trials of what is handed out, on machines with nothing of ours; `make deb-test`, `make usb-test`, `make windows-test`."""
