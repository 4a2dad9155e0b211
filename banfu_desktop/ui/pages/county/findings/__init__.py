"""疑点待办: what two towns share, and what each town still has to do."""
