"""What is said where a format cannot be made here."""


class Missing(Exception):
    """Something that a format is made with is not on this machine."""
