"""What can stand in a message's head as an address: one plain mailbox, and nothing that adds a line or a name."""

from email.errors import MessageError
from email.headerregistry import Address


def is_mailbox(email: str) -> bool:
    """True for one plain address."""
    try:
        parsed = Address(addr_spec=email)
    except (MessageError, ValueError, IndexError):
        return False
    return bool(parsed.username) and "." in parsed.domain and email.isprintable() and " " not in email
