"""Pure rules: no clock, disk, network or database; `now` is an argument."""
