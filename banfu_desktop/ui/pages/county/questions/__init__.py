"""问题反馈: what was asked of the towns and what they answered."""
