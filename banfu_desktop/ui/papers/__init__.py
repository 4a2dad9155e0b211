"""The panel of attachments and invoices."""
