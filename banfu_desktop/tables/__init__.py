"""What the user sees of a record, said once: label, kind, whether required, help and clause."""
