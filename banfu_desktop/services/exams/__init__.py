"""The exams room: one physical exam a year."""
