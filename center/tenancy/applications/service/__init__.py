"""Commands on applications."""

from center.tenancy.applications.service.handing_in import missing_now, put_back, reopen, submit, withdraw
from center.tenancy.applications.service.keeping import forget_applications, kept_until
from center.tenancy.applications.service.letters import tell_news
from center.tenancy.applications.service.writing import (
    MOST_FILES,
    BarredError,
    IncompleteError,
    NotOpenError,
    NotWritableError,
    add_file,
    applicant_of,
    begin,
    drop,
    ensure_open,
    forget,
    save,
    written_with,
)

__all__ = [
    "MOST_FILES",
    "BarredError",
    "IncompleteError",
    "NotOpenError",
    "NotWritableError",
    "add_file",
    "applicant_of",
    "begin",
    "drop",
    "ensure_open",
    "forget",
    "forget_applications",
    "kept_until",
    "missing_now",
    "put_back",
    "reopen",
    "save",
    "submit",
    "tell_news",
    "withdraw",
    "written_with",
]
