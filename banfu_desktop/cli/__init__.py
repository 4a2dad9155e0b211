"""The command line: thin commands over the services, for scripts and county staff."""
