"""The page of exams."""
