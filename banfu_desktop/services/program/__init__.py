"""The program itself: founding, opening, checking, demonstration."""
