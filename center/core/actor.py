"""The acting person, as commands and queries see them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be; anybody who is not signed in has none."""

    STAFF = "staff"
    ADMIN = "admin"
    REVIEWER = "reviewer"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in user with roles and the network address they act from, or, without a user, anyone.

    A program that shows its token acts with `token_id` and without roles.
    `enterprise_id` is the firm for which the person acts now; who acts for several and has not said for which has none.
    """

    user_id: int | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    address: str = ""
    enterprise_id: int | None = None
    token_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether the person works for the center."""
        return bool(self.roles & {Role.STAFF, Role.ADMIN})


ANYONE = Actor()
