"""Office program for teams posted to towns: roster, attendance, subsidies, printed forms, county package."""

import os

os.environ["OPENPYXL_LXML"] = "False"  # read when openpyxl is first imported
"""lxml is for docx alone: with it openpyxl would pass defusedxml by and write workbooks in other bytes."""

__version__ = "0.1.0"
