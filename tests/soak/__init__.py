"""What shows only over hours: `make soak`. Real slides, real Chromium; each part prints what it found and its bar."""
