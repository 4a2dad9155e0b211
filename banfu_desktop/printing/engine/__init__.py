"""The printing engine: blocks to pages, PDF and workbook."""
