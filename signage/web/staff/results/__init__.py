"""What was scanned where, how sure each figure is, and what was played."""
