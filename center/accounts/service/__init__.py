"""Commands on accounts, a module an idea. What other parts use is named here."""

from center.accounts.service.accounts import KnownEmailError, create_user, disable_user, set_password
from center.accounts.service.grants import grant_role, revoke_role
from center.accounts.service.kept_forms import Fields, find_form, keep_form
from center.accounts.service.looks import forget_access, record_access
from center.accounts.service.membership import add_member, end_membership
from center.accounts.service.sessions import Visitor, sign_out, use_session
from center.accounts.service.signing_in import BY_ACCOUNT, BY_NETWORK, WrongPasswordError, sign_in

__all__ = [
    "BY_ACCOUNT",
    "BY_NETWORK",
    "Fields",
    "KnownEmailError",
    "Visitor",
    "WrongPasswordError",
    "add_member",
    "create_user",
    "disable_user",
    "end_membership",
    "find_form",
    "forget_access",
    "grant_role",
    "keep_form",
    "record_access",
    "revoke_role",
    "set_password",
    "sign_in",
    "sign_out",
    "use_session",
]
