"""The encrypted database: how it opens, what it holds and how it is upgraded."""
