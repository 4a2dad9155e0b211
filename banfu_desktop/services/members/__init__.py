"""The members room: people, postings and the roster."""
