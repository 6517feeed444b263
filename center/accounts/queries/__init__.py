"""Reading accounts, their roles and their sessions."""

from center.accounts.queries.grants import contracts, grants_of, roles_of
from center.accounts.queries.looks import Access, access_to
from center.accounts.queries.people import email_key, find_user, names_of
from center.accounts.queries.signed_in import SignedIn, find_signed_in, is_live, token_hash

__all__ = [
    "Access",
    "SignedIn",
    "access_to",
    "contracts",
    "email_key",
    "find_signed_in",
    "find_user",
    "grants_of",
    "is_live",
    "names_of",
    "roles_of",
    "token_hash",
]
