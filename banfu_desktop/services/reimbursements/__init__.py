"""The reimbursements room: claims from draft to settlement."""
