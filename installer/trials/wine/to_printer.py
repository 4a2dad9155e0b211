"""Runs under Wine: prints a PDF with the program's own printing for Windows.

to_printer.py PDF PRINTER COPIES FIRST-LAST one|both
"""

import sys
from pathlib import Path

from banfu_desktop.printing import windows
from banfu_desktop.printing.orders import Order

if __name__ == "__main__":
    pdf, printer, copies, pages, sides = sys.argv[1:]
    first, last = map(int, pages.split("-"))
    order = Order(printer, "试印", int(copies), ((first, last),), sides == "both")
    windows.send(Path(pdf).read_bytes(), order)
