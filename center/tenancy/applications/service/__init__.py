"""Commands on applications."""

from center.tenancy.applications.service.handing_in import enter, missing_now, put_back, reopen, submit, withdraw
from center.tenancy.applications.service.keeping import erase, forget_applications, kept_until
from center.tenancy.applications.service.letters import tell_news
from center.tenancy.applications.service.screening import (
    ScreeningClosedError,
    UndecidedError,
    freeze,
    points_now,
    reopen_list,
    screen,
)
from center.tenancy.applications.service.writing import (
    MOST_FILES,
    AlreadyThereError,
    BarredError,
    IncompleteError,
    NotOpenError,
    NotWritableError,
    add_file,
    applicant_of,
    begin,
    begin_on_paper,
    drop,
    ensure_open,
    forget,
    save,
    written_with,
)

__all__ = [
    "MOST_FILES",
    "AlreadyThereError",
    "BarredError",
    "IncompleteError",
    "NotOpenError",
    "NotWritableError",
    "ScreeningClosedError",
    "UndecidedError",
    "add_file",
    "applicant_of",
    "begin",
    "begin_on_paper",
    "drop",
    "ensure_open",
    "enter",
    "erase",
    "forget",
    "forget_applications",
    "freeze",
    "kept_until",
    "missing_now",
    "points_now",
    "put_back",
    "reopen",
    "reopen_list",
    "save",
    "screen",
    "submit",
    "tell_news",
    "withdraw",
    "written_with",
]
