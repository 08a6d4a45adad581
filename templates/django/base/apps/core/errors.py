class ConflictError(Exception):
    """What was asked for collides with something that exists; the message is for the user."""
