"""What runs on a screen's own box."""

from ..kiosk.command import kiosk

__all__ = ["kiosk"]
