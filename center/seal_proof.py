"""Checking a seal with its proof, for `center audit verify FILE`: it needs neither a database nor settings."""

from pathlib import Path

import click

from center.tenancy.review.rules.proof import ProofRefusedError, checked, read_proof


class ProofRefused(click.ClickException):
    """The file is no proof."""

    exit_code = 2


def is_proved(file: Path) -> bool:
    """Print what became of checking each stage; whether everything fits.

    Raises:
        ProofRefused: it cannot be read or is none.
    """
    try:
        found = checked(read_proof(file.read_bytes()))
    except (ProofRefusedError, OSError) as refusal:
        raise ProofRefused(str(refusal)) from refusal
    for one in found:
        for fault in one.faults:
            click.echo(f"BROKEN  {one.stage}: {fault}")
        click.echo(f"{one.stage}: {one.n_scores} scores, seal {one.seal}")
    return not any(one.faults for one in found)
