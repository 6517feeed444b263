"""Reading accounts, their roles and their sessions."""

from center.accounts.queries.grants import contracts, grants_of, roles_of
from center.accounts.queries.looks import Access, access_to
from center.accounts.queries.people import email_key, find_user, names_of, open_accounts
from center.accounts.queries.signed_in import Pending, SignedIn, find_pending, find_signed_in, is_live, token_hash

__all__ = [
    "Access",
    "Pending",
    "SignedIn",
    "access_to",
    "contracts",
    "email_key",
    "find_pending",
    "find_signed_in",
    "find_user",
    "grants_of",
    "is_live",
    "names_of",
    "open_accounts",
    "roles_of",
    "token_hash",
]
