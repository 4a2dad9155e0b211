"""The funds room: books, vouchers, closings."""
