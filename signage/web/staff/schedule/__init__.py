"""The board of rules, one rule’s page, and “now on these screens”."""
