"""JSON: a list of enterprises as the API gives them, or an object that holds it."""

import json
from collections.abc import Mapping
from typing import Any

from center.core.text import Text, _
from center.enterprises.rules.cells import CellError, write_extra
from center.enterprises.rules.columns import map_columns
from center.enterprises.rules.sheets import Format, Sheet, SheetRow, UnreadableFileError
from center.enterprises.sync.cleaning import clean_cell, ensure_few_columns, ensure_few_rows

LIST = "enterprises"
TERM_KEYS = ("kind", "from", "to", "certificate", "issuer")
NOT_LIKE_THIS = _("형식이 다릅니다. API의 E와 같이 적어 주세요.")


def read_json(content: bytes) -> Sheet:
    """The sheet of a JSON file; its columns are the names in its objects.

    Raises:
        UnreadableFileError
    """
    objects = _objects(content)
    ensure_few_rows(len(objects))
    header = tuple(dict.fromkeys(name for one in objects for name in one))
    ensure_few_columns(len(header))
    places = map_columns(header)
    if not header:
        raise UnreadableFileError(_("파일에 내용이 없습니다."))
    return Sheet(Format.JSON, header, tuple(_row(n, one, header, places) for n, one in enumerate(objects, start=1)))


def _objects(content: bytes) -> list[dict[str, Any]]:
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(
            _("JSON 파일을 읽을 수 없습니다. UTF-8인지, 중간에서 끊기지 않았는지 확인해 주세요.")
        ) from error
    found = read.get(LIST) if isinstance(read, dict) else read
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnreadableFileError(_('JSON은 기업의 목록이거나 {"enterprises": [기업의 목록]}이어야 합니다.'))
    return found


def _row(number: int, one: Mapping[str, Any], header: tuple[str, ...], places: Mapping[str, str]) -> SheetRow:
    cells: list[str | None] = []
    faults: dict[int, Text] = {}
    for at, name in enumerate(header):
        try:
            cells.append(_cell(one[name], places[name]) if name in one else None)
        except CellError as wrong:
            cells.append(json.dumps(one[name], ensure_ascii=False))
            faults[at] = wrong.reason
    return SheetRow(number, tuple(cells), faults)


def _cell(value: Any, place: str) -> str:
    """A value as the text of a cell.

    Raises:
        CellError: it is not of the kind that belongs here.
    """
    if place == "kinds":
        return _kinds(value)
    if place == "extra" and isinstance(value, dict):
        return write_extra({str(name): clean_cell(str(text)) for name, text in value.items()})
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return clean_cell(str(value))
    if place:
        raise CellError(NOT_LIKE_THIS)
    return json.dumps(value, ensure_ascii=False)


def _kinds(value: Any) -> str:
    """Kinds in the one form that cells have, a line each; a refused row that came back has it already.

    Raises:
        CellError
    """
    if value is None or isinstance(value, str):
        return clean_cell(value or "")
    if not isinstance(value, list):
        raise CellError(NOT_LIKE_THIS)
    return "\n".join(_term(one) for one in value)


def _term(one: Any) -> str:
    if not isinstance(one, dict) or set(one) - set(TERM_KEYS) or not one.get("kind"):
        raise CellError(NOT_LIKE_THIS)
    if not all(value is None or isinstance(value, str) for value in one.values()):
        raise CellError(NOT_LIKE_THIS)
    parts = [" ".join(clean_cell(one.get(name) or "").split("\n")) for name in TERM_KEYS]
    return " | ".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)
