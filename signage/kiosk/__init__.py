"""The launcher for a Linux box: it keeps a Chromium with the player on the glass, and looks after the device under it."""
