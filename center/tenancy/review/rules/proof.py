"""A firm's own scores with their salts beside the seal: whoever holds the seal's number checks them. Pure.

Source: docs/rules/safety.md, "Audit", promise 13
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from center.core.errors import RuleError
from center.core.text import Text, _
from center.tenancy.review.rules.sealing import Leaf, Scored, root_of

FORMAT = "center-seal/1"


class ProofRefusedError(RuleError):
    """A file is no proof."""

    kind = "proof-refused"


class Record(msgspec.Struct, forbid_unknown_fields=True):
    """A score with its salt, as a proof tells it."""

    member: str
    applicant: str
    criterion: str
    points: str
    salt: str


class Sealed(msgspec.Struct, forbid_unknown_fields=True):
    """A stage: the number of its seal, the hashes of all its leaves, and some scores of it."""

    stage: str
    seal: str
    leaves: list[str]
    scores: list[Record]


class Proof(msgspec.Struct, forbid_unknown_fields=True):
    """A proof as a file."""

    format: str
    call: str
    stages: list[Sealed]


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of checking one stage: the number of its seal, how many scores it names, and what is wrong."""

    stage: str
    seal: str
    n_scores: int
    faults: tuple[Text, ...]


def proof_of(call: str, seals: Iterable[tuple[str, str, Sequence[Mapping[str, str]]]], applicant: str) -> str:
    """The file: for each stage its key, seal and leaves, and of the leaves' scores only this applicant's."""
    stages = [
        {
            "stage": stage,
            "seal": root,
            "leaves": [leaf["hash"] for leaf in leaves],
            "scores": [
                {name: leaf[name] for name in ("member", "applicant", "criterion", "points", "salt")}
                for leaf in leaves
                if leaf["applicant"] == applicant
            ],
        }
        for stage, root, leaves in seals
    ]
    return json.dumps({"format": FORMAT, "call": call, "stages": stages}, ensure_ascii=False, indent=1)


def read_proof(text: str | bytes) -> Proof:
    """A proof that a file says.

    Raises:
        ProofRefusedError: it says none; with the place.
    """
    try:
        proof = msgspec.json.decode(text, type=Proof)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProofRefusedError(_("봉인 확인 파일이 아닙니다: %(why)s", why=str(error))) from error
    if proof.format != FORMAT:
        raise ProofRefusedError(_("이 형식의 봉인 확인 파일이 아닙니다: %(format)s", format=proof.format))
    return proof


def checked(proof: Proof) -> list[Finding]:
    """Each stage with what is wrong: leaves that do not make the seal, scores that are not among them."""
    return [Finding(one.stage, one.seal, len(one.scores), tuple(_faults(one))) for one in proof.stages]


def _faults(stage: Sealed) -> Iterable[Text]:
    if root_of(stage.stage, stage.leaves) != stage.seal:
        yield _("잎의 목록이 봉인번호와 맞지 않습니다.")
    for one in stage.scores:
        scored = {**msgspec.structs.asdict(one), "stage": stage.stage}
        salt = scored.pop("salt")
        if Leaf(Scored(**scored), salt).hash not in stage.leaves:
            yield _(
                "%(member)s 위원의 ‘%(criterion)s’ 점수(%(points)s)는 봉인한 것과 다릅니다.",
                member=one.member,
                criterion=one.criterion,
                points=one.points,
            )
