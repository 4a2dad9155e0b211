"""The worklog room: what the team did, by duty."""
