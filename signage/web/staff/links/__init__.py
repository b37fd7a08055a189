"""Where the codes lead, and whether those pages are still there."""
