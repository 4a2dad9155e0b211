"""The rotation room: who leaves when, what is handed over, filing and party relations."""
