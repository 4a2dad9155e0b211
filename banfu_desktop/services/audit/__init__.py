"""The audit room: trail, undo, seals, retention."""
