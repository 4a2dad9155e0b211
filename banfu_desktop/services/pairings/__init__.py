"""The pairings room: 组团结对."""
