"""What people type into forms: read into values, or said back with what is wrong and where."""
