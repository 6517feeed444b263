"""The command that recomputes a selection record; it needs neither a database nor settings."""

from pathlib import Path

import click


class RecordRefused(click.ClickException):
    """The file is no selection record: the place in it and the reason."""

    exit_code = 2


@click.command("recompute")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="One JSON document instead of text to read.")
def recompute_command(file: Path, *, is_json: bool) -> None:
    """Recompute the selection record FILE: ranking, units, reserves, reasons, advisory figures.

    Exit 2: it cannot be read, or is refused with place and reason.
    """
    from center.core.errors import DomainError
    from center.tenancy.review.rules.deciding import decided
    from center.tenancy.review.rules.printing import as_json
    from center.tenancy.review.rules.reading import read_record
    from center.tenancy.review.rules.telling import as_text

    try:
        decision = decided(read_record(file.read_text("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise RecordRefused(f"{file}: UTF-8이 아닌 글자가 {error.start}번째 자리에 있습니다.") from error
    except (DomainError, OSError) as refusal:
        raise RecordRefused(str(refusal)) from refusal
    click.echo(as_json(decision) if is_json else as_text(decision))
