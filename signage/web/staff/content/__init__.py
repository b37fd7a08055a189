"""What staff write and feeds bring: the list, the form beside its slide, previews, sharing, voices, taking off."""
