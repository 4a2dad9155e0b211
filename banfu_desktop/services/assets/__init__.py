"""The assets room: the register of things bought."""
