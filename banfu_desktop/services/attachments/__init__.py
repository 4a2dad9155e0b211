"""The attachments room: files and invoices kept with records."""
