"""The attendance room: days at the post and leaves."""
