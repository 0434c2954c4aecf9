"""Ways to tamper with files: those that the archive keeps, and those of an export.

Each does its harm and returns, for each fault that must be named, words of which it
must hold at least one.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from evidence.export.verify import canonical, merkle_root
from evidence.models import Derivative, Exhibit
from evidence.store import DERIVATIVES, ORIGINALS
from tests.evidence.tampering import Words, flipped

__all__ = [
    "HARMS_OF_BAGS",
    "Snapshot",
    "harm_file",
    "harm_kept_file",
    "mend_manifests",
]

Row = dict[str, Any]


class Snapshot:
    """The files of a folder as they were, to be put back again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before = {path: path.read_bytes() for path in self._files()}

    def __enter__(self) -> None: ...

    def __exit__(self, *_error: object) -> None:
        for path in self._files() - self.before.keys():
            path.unlink()
        for path, content in self.before.items():
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)

    def _files(self) -> set[Path]:
        return {path for path in self.folder.rglob("*") if path.is_file()}


def harm_file(chance: random.Random, path: Path, neighbour: Path) -> list[Path]:
    """Flip, cut, lengthen, delete or swap; return the files that are harmed."""
    path.chmod(0o600)
    content = path.read_bytes()
    how = chance.choice(["flip", "cut", "lengthen", "delete", "swap"])
    if how == "flip" and content:
        path.write_bytes(flipped(chance, bytearray(content)))
    elif how == "cut" and content:
        path.write_bytes(content[: chance.randrange(len(content))])
    elif how == "delete":
        path.unlink()
    elif how == "swap" and neighbour.read_bytes() != content:
        neighbour.chmod(0o600)
        path.write_bytes(neighbour.read_bytes())
        neighbour.write_bytes(content)
        return [path, neighbour]
    else:
        path.write_bytes(content + b"\n")
    return [path]


def _kept(digest: str, shelf: Any) -> Path:
    return Path(default_storage.path(shelf.name_of(digest)))


def harm_kept_file(chance: random.Random) -> list[Words]:
    kept = [(_kept(e.sha256, ORIGINALS), e.name) for e in Exhibit.objects.all()]
    kept += [(_kept(d.sha256, DERIVATIVES), d.sha256) for d in Derivative.objects.all()]
    names = dict(kept)
    path, neighbour = chance.sample([path for path, _name in kept], 2)
    return [[names[harmed]] for harmed in harm_file(chance, path, neighbour)]


# An export, by somebody who writes the manifests anew: what lies deeper must tell.


def _edit_log(chance: random.Random, bag: Path) -> list[Words]:
    path = bag / "data" / "custody.jsonl"
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    place = chance.randrange(len(lines) - 1)
    entry = lines[place]["entry"]
    numbers = [entry["sequence"], entry["sequence"] + 1]
    how = chance.choice(["edit", "delete", "swap", "double", "cut"])
    if how == "edit":
        entry["at"] = "2020" + entry["at"][4:]
    elif how == "delete":
        del lines[place]
    elif how == "swap":
        lines[place], lines[place + 1] = lines[place + 1], lines[place]
    elif how == "double":
        lines.insert(place, lines[place])
    else:
        lines.pop()
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))
        return [["custody log"]]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return [[f"custody entry {number}" for number in numbers]]


def _other(old: Any) -> Any:
    """Another value of the same kind, as near as can be."""
    if isinstance(old, bool):
        return not old
    if isinstance(old, int):
        return old + 1
    if isinstance(old, dict):
        return {} if old else {"added": "1"}
    return old[:-1] + ("0" if old[-1] != "0" else "1") if old else "x"


def _edit_index(chance: random.Random, bag: Path) -> list[Words]:
    path = bag / "data" / "index.json"
    index = json.loads(path.read_bytes())
    kind = chance.choice(["exhibits", "derivatives", "versions", "fixity", "anchors"])
    rows = index[kind]
    place = chance.randrange(len(rows))
    row = rows[place]
    words = [
        str(row[key]) for key in ("name", "record", "exhibit", "day") if key in row
    ]
    if kind == "anchors" or chance.random() < 0.3:
        del rows[place]
    elif chance.random() < 0.2:
        rows.insert(place, dict(row))
    else:
        key = chance.choice(sorted(set(row) - {"kind"}))
        row[key] = _other(row[key])
    path.write_text(json.dumps(index, ensure_ascii=False))
    return [words]


def _edit_proof(chance: random.Random, bag: Path) -> list[Words]:
    path = bag / "data" / "index.json"
    index = json.loads(path.read_bytes())
    anchor = chance.choice(index["anchors"])
    place = chance.randrange(len(anchor["proofs"]))
    how = chance.choice(["edit", "edit", "edit", "delete", "double"])
    if how == "delete":
        del anchor["proofs"][place]
    elif how == "double":
        anchor["proofs"].append(anchor["proofs"][place])
    else:
        row = anchor["proofs"][place]
        key = chance.choice(sorted(row))
        row[key] = _other(row[key])
    path.write_text(json.dumps(index, ensure_ascii=False))
    return [[anchor["day"]]]


def _edit_file(chance: random.Random, bag: Path) -> list[Words]:
    folders = ("originals", "private", "derivatives", "versions", "anchors")
    files = sorted(
        path
        for folder in folders
        for path in (bag / "data" / folder).rglob("*")
        if path.is_file()
    )
    path, neighbour = chance.sample(files, 2)
    return [
        [file.parent.name if file.parent.parent.name == "anchors" else file.name]
        for file in harm_file(chance, path, neighbour)
    ]


def _rewrite_log(chance: random.Random, bag: Path) -> list[Words]:
    """Change an anchored entry, and give all after it the digests they then have."""
    number, _days = _rewrite(chance, bag)
    return [[f"custody entry {number}"]]


def _rewrite_anchors(chance: random.Random, bag: Path) -> list[Words]:
    """Make the anchors anew, too: only what others have signed cannot be made so."""
    _number, days = _rewrite(chance, bag, with_anchors=True)
    return [[f"proof {day} "] for day in days]


def _rewrite(
    chance: random.Random, bag: Path, *, with_anchors: bool = False
) -> tuple[int, Words]:
    log, data = bag / "data" / "custody.jsonl", bag / "data" / "index.json"
    index = json.loads(data.read_bytes())
    lines = [json.loads(line) for line in log.read_bytes().splitlines()]
    number, days = chance.randint(1, index["anchored_to"]), []
    previous, made = "", {}
    for line in lines[number - 1 :]:
        entry, is_first = line["entry"], line["entry"]["sequence"] == number
        entry["previous"] = entry["previous"] if is_first else previous
        if is_first:
            entry["at"] = "2020" + entry["at"][4:]
        elif with_anchors and "statement_sha256" in entry["detail"]:
            days.append(entry["detail"]["day"])
            _make_anchor_anew(bag, entry["detail"], made)
        made[line["digest"]] = previous = sha256(canonical(entry)).hexdigest()
        line["digest"] = previous
    index["head"]["digest"] = previous
    log.write_text("".join(json.dumps(line) + "\n" for line in lines))
    data.write_text(json.dumps(index, ensure_ascii=False))
    return number, days


def _make_anchor_anew(bag: Path, detail: Row, made: dict[str, str]) -> None:
    """``made`` maps digests of entries, and roots, to those that replace them."""
    folder = bag / "data" / "anchors" / detail["day"]
    leaves = (folder / "leaves.txt").read_text().splitlines()
    for place, leaf in enumerate(leaves):
        kind, _colon, digest = leaf.partition(":")
        leaves[place] = f"{kind}:{made.get(digest, digest)}"
    root = merkle_root([leaf.encode() for leaf in leaves])
    statement = json.loads((folder / "statement.json").read_bytes())
    made[statement["root"]] = statement["root"] = root
    statement["previous"] = made.get(statement["previous"], statement["previous"])
    detail["root"], content = root, canonical(statement)
    detail["statement_sha256"] = sha256(content).hexdigest()
    (folder / "leaves.txt").write_text("".join(f"{leaf}\n" for leaf in leaves))
    (folder / "statement.json").write_bytes(content)


def _add_file(chance: random.Random, bag: Path) -> list[Words]:
    name = chance.randbytes(32).hex()
    (bag / "data" / "originals" / name).write_bytes(b"Nobody has taken this in.")
    return [[name]]


HARMS_OF_BAGS: list[Callable[[random.Random, Path], list[Words]]] = [
    *(_edit_log, _edit_index, _edit_index, _edit_proof, _edit_file, _edit_file),
    *(_add_file, _rewrite_log, _rewrite_anchors),
]


def mend_manifests(bag: Path) -> None:
    """Write the manifests anew, as somebody who knows BagIt would."""
    files = {
        path.relative_to(bag).as_posix(): path.read_bytes()
        for path in bag.rglob("*")
        if path.is_file() and not path.name.startswith("tagmanifest-")
    }
    for kind, is_payload in (("manifest", True), ("tagmanifest", False)):
        for algorithm in ("sha256", "sha512"):
            lines = [
                f"{hashlib.new(algorithm, content).hexdigest()}  {path}\n"
                for path, content in sorted(files.items())
                if path.startswith("data/") == is_payload
            ]
            (bag / f"{kind}-{algorithm}.txt").write_text("".join(lines))
        for algorithm in ("sha256", "sha512"):
            name = f"{kind}-{algorithm}.txt"
            if is_payload:
                files[name] = (bag / name).read_bytes()
