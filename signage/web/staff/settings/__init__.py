"""Sources, calendars, places, displays, groups, brand and departments."""
