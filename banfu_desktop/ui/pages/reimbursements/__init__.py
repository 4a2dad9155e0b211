"""The page of reimbursements."""
