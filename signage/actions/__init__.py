"""What the system does: one verb a file. Actions never call actions and take only the pieces they need."""
