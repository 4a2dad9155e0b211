"""人员编配: who is posted where, and what staffing lacks."""
