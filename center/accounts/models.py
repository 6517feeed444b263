"""Tables of accounts."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.accounts.rules.corrections import CorrectionState
from center.accounts.rules.joining import JoiningState
from center.accounts.rules.links import FOR_ADDRESS, Purpose
from center.accounts.rules.roles import Term
from center.core.actor import Role
from center.core.db import Model, UTCDateTime
from center.core.text import Language
from center.enterprises.models import Enterprise
from center.files.models import StoredFile

PURPOSES = ", ".join(repr(str(purpose)) for purpose in Purpose)
WITHOUT_ACCOUNT = ", ".join(repr(str(purpose)) for purpose in Purpose if purpose in FOR_ADDRESS)
ROLES = ", ".join(repr(str(role)) for role in Role)


class User(Model):
    """Somebody who signs in. `email` is kept in one form, see `queries.email_key`.

    Who was invited and has not chosen a password yet has none. `language` is that of the pages on which they last
    signed in: letters go in it.
    """

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("language IN ('ko', 'en')", name="language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    close_reason: Mapped[str | None] = mapped_column(String(200))
    deletion_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    language: Mapped[Language] = mapped_column(String(2), default="ko")


class OperatorContract(Model):
    """The term in which an organisation runs the center. Days are half-open, as everywhere."""

    __tablename__ = "operator_contract"
    __table_args__ = (CheckConstraint("until_on > from_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date]
    until_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def term(self) -> Term:
        """The days of the contract."""
        return Term(self.from_on, self.until_on)


class RoleGrant(Model):
    """That a person has a role, from a day until the day on which it no longer holds; who said so and why.

    With a contract it holds only while the contract does. It is never deleted before its time: a role that is taken
    back stays here with who took it back and why. Who acts for a firm has that role by a `Membership` and no grant,
    as they had before there were memberships. `granted_by` and `revoked_by` are names of the audit log.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLES})", name="role"),
        CheckConstraint("until_on IS NULL OR until_on > from_on", name="days"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
        CheckConstraint("role <> 'enterprise' OR revoked_at IS NOT NULL", name="not_of_firms"),
        Index("ix_role_grant_user_id", "user_id"),
        Index("ix_role_grant_contract_id", "contract_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("operator_contract.id"))
    reason: Mapped[str] = mapped_column(String(200))
    granted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    granted_by: Mapped[str] = mapped_column(String(40))
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_by: Mapped[str | None] = mapped_column(String(40))
    revoke_reason: Mapped[str | None] = mapped_column(String(200))
    contract: Mapped[OperatorContract | None] = relationship(lazy="joined")

    @property
    def term(self) -> Term:
        """Its days, those of its contract not yet considered."""
        return Term(self.from_on, self.until_on)


class Membership(Model):
    """That a person acts for a firm, since an instant and until another; who said so, and who ended it and why.

    Who has one that is not ended has the role of somebody of an enterprise. A firm's representative invites others.
    `added_by` and `ended_by` are names of the audit log. Of a record that was merged into another, it counts for that.
    """

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended"),
        Index(
            "uq_membership_live",
            "user_id",
            "enterprise_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_membership_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    is_representative: Mapped[bool]
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by: Mapped[str] = mapped_column(String(40))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(40))
    end_reason: Mapped[str | None] = mapped_column(String(200))
    user: Mapped[User] = relationship()
    enterprise: Mapped[Enterprise] = relationship()


class Joining(Model):
    """That a person asked to act for a firm, what became of it, and the proof until it is given up.

    `business_number` is what they typed; `enterprise_id` is the record for which the request was approved. With
    `is_former_gone` they said that the firm's representative is there no longer. `decided_by` is a name of the audit
    log, `language` that of the answer.
    """

    __tablename__ = "joining"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in JoiningState)})", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("(state = 'approved') = (enterprise_id IS NOT NULL)", name="approved"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
        Index(
            "uq_joining_asked",
            "user_id",
            "business_number",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_joining_state_asked_at", "state", "asked_at"),
        Index("ix_joining_user_id", "user_id"),
        Index("ix_joining_decided_at", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    business_number: Mapped[str] = mapped_column(String(10))
    is_former_gone: Mapped[bool]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    user: Mapped[User] = relationship()
    proof: Mapped[StoredFile | None] = relationship()


class Correction(Model):
    """That somebody of a firm proposed to correct its record, and what became of it.

    `changes` has by field what the record said then and what it should say; `note` is why, in the firm's words.
    `decided_by` is a name of the audit log, `language` that of the answer.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in CorrectionState)})", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
        Index("ix_correction_state_asked_at", "state", "asked_at"),
        Index("ix_correction_enterprise_id", "enterprise_id"),
        Index("ix_correction_user_id", "user_id"),
        Index("ix_correction_decided_at", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changes: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))
    user: Mapped[User] = relationship()
    enterprise: Mapped[Enterprise] = relationship()


class SignIn(Model):
    """A session on the server. The token itself is only in the browser; here is its hash.

    It ends at `ends_at` unless it is used before. While it `is_pending` the password was right and the second factor
    is awaited: it opens nothing else. `browser` is how its owner recognises it. `enterprise_id` is the firm for which
    the person said to act.
    """

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_id", "user_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_pending: Mapped[bool]
    factor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    address: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(60))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    user: Mapped[User] = relationship()


class SecondFactor(Model):
    """The secret of somebody's app, sealed by `core.vault`; the last half minute whose code was used."""

    __tablename__ = "second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, autoincrement=False)
    sealed_secret: Mapped[str] = mapped_column(String(300))
    last_step: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RecoveryCode(Model):
    """A code for the day the app is lost, as a hash; it works once and is then gone."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index("ix_recovery_code_user_id", "user_id"),)

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class OneTimeLink(Model):
    """A link that was mailed to somebody and works once, for its purpose only. The key is in the mail; here is its hash.

    `email` is the new address of a link that confirms one. A link of `FOR_ADDRESS` is for nobody's account: `email` is
    where it went, `name` whom it calls, and what it is for is a business number, or a firm and who invites into it.
    """

    __tablename__ = "one_time_link"
    __table_args__ = (
        CheckConstraint(f"purpose IN ({PURPOSES})", name="purpose"),
        CheckConstraint(f"(user_id IS NULL) = (purpose IN ({WITHOUT_ACCOUNT}))", name="account"),
        CheckConstraint("user_id IS NOT NULL OR email IS NOT NULL", name="address"),
        Index("ix_one_time_link_user_id", "user_id"),
        Index("ix_one_time_link_email", "email"),
        Index("ix_one_time_link_enterprise_id", "enterprise_id"),
    )

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str | None] = mapped_column(String(100))
    business_number: Mapped[str | None] = mapped_column(String(10))
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LinkWish(Model):
    """That somebody asked for a link to an address; answered by the worker, so that the page cannot tell who has one.

    Who wants to register as somebody of a firm said their name and the firm's business number.
    """

    __tablename__ = "link_wish"
    __table_args__ = (
        CheckConstraint("purpose IN ('reset', 'sign-in', 'join')", name="purpose"),
        CheckConstraint("(purpose = 'join') = (name IS NOT NULL AND business_number IS NOT NULL)", name="wanted"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    purpose: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(2))
    name: Mapped[str | None] = mapped_column(String(100))
    business_number: Mapped[str | None] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)


class KeptForm(Model):
    """What somebody typed whose session was over when it was sent, sealed, until they have signed in again."""

    __tablename__ = "kept_form"
    __table_args__ = (Index("ix_kept_form_user_id", "user_id"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    path: Mapped[str] = mapped_column(String(2000))
    sealed_fields: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AccessRecord(Model):
    """Who signed in, looked at whose personal data, or took them out, from where and what for: a person or a program.

    It is no part of the audit log: it ends. `subject` is a booking's number, or what was asked for where many were
    shown; `n_records` counts them. `address` is the network address of who looked.
    """

    __tablename__ = "access_record"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (token_id IS NULL)", name="one_reader"),
        Index("ix_access_record_at", "at"),
        Index("ix_access_record_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    n_records: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(64))


class ApiToken(Model):
    """A key of another program. The key itself is shown once; here is its hash.

    `limit_a_minute` is how many calls it may make; `n_calls` counts those of the minute that begins at `minute_at`.
    """

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("limit_a_minute > 0", name="limit_a_minute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    limit_a_minute: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minute_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    n_calls: Mapped[int] = mapped_column(default=0)
