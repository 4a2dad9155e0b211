"""补助汇总: what the towns' sheets come to."""
