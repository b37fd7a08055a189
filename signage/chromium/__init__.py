"""A Chromium of this machine: found, started, spoken to. The launcher on a screen's box and the eye on made slides share it."""
