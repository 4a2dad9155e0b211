"""上报情况: who has reported which month."""
