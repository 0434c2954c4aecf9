#!/usr/bin/env python3
"""Check an export of the evidence archive. Python 3.10 or newer; nothing to install.

    python3 verify.py [FOLDER] [--roots ROOTS.PEM]

FOLDER is the unpacked bag, by default the folder of this file. Nothing is changed and
no network is used. The checks, in the order of this file:

  1. BagIt      every file is there, none is changed, none is extra
  2. Log        each custody entry has its digest and holds the digest before it
  3. Files      originals and derivatives are the bytes that the archive took in
  4. Versions   published versions have their digest and form a chain
  5. Anchors    entries, files and versions are leaves of daily Merkle trees
  6. Proofs     time-stamp tokens and OpenTimestamps are of those trees

A line FAULT names each fault. The exit status is 1 if there is one; 3 if there is none
but something could not be checked here, which a line NOT CHECKED names; else 0.

Only `openssl` can check who signed a token; it is called if it is installed. Compare
the certificates in the folder `roots` with those that the authorities publish, or name
your own with --roots: whoever could replace a token could replace those, too.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from bisect import bisect_left
from calendar import timegm
from datetime import datetime
from pathlib import Path
from typing import Any

Row = dict[str, Any]

SHA256_OID = "608648016503040201"
OTS_HEADER = b"\0OpenTimestamps\0\0Proof\0\xbf\x89\xe2\xe8\x84\xe8\x92\x94\1\x08"
# What reading a file that somebody has tampered with may raise.
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) of text, whole numbers, true, false and null."""
    options: Row = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return json.dumps(value, **options).encode()


def merkle_root(leaves: list[bytes]) -> str:
    """The root of a Merkle tree: RFC 6962, section 2.1."""
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        above = [hashlib.sha256(b"\1" + a + b).digest() for a, b in pairs]
        level = above + level[2 * len(above) :]
    return level[0].hex() if level else sha256(b"")


def der(data: bytes) -> list[bytes]:
    """The contents of each of the DER elements (X.690) that the bytes are made of."""
    contents = []
    while data:
        length, begin = data[1], 2
        if length >= 0x80:
            begin += length - 0x80
            length = int.from_bytes(data[2:begin], "big")
        contents.append(data[begin : begin + length])
        data = data[begin + length :]
    return contents


class Verifier:
    def __init__(self, bag: Path, roots: Path) -> None:
        self.bag, self.roots = bag, roots
        self.faults: list[str] = []
        self.unchecked: list[str] = []
        self.remarks: list[str] = []
        self.hashes: dict[str, str] = {}  # of every file that is there, by its path
        self.explained: set[str] = set()  # the files that the index accounts for

    def fault(self, where: str, what: str) -> None:
        self.faults.append(f"{where}: {what}")

    def read(self, path: str) -> bytes:
        self.explained.add(path)
        return (self.bag / path).read_bytes()

    def run(self) -> None:
        self.check_manifests()
        files = self.check_log, self.check_files, self.check_versions
        for check in (self.read_index, *files, self.check_anchors, self.check_proofs):
            try:
                check()
            except UNREADABLE as error:
                self.fault(check.__name__.replace("_", " "), f"impossible: {error!r}")
                if check == self.read_index:
                    return
        for path in sorted(set(self.hashes) - self.explained):
            if path.startswith("data/"):
                self.fault(path, "is extra: nothing in the index accounts for it")

    # 1. BagIt (RFC 8493): the manifests list every file twice, with two hashes.

    def check_manifests(self) -> None:
        files = (path for path in self.bag.rglob("*") if not path.is_dir())
        there = sorted(path.relative_to(self.bag).as_posix() for path in files)
        for algorithm in ("sha256", "sha512"):
            listed: dict[str, str] = {}
            for name in (f"manifest-{algorithm}.txt", f"tagmanifest-{algorithm}.txt"):
                if name not in there:
                    self.fault(name, "is missing")
                    continue
                *lines, rest = self.read(name).decode(errors="replace").split("\n")
                rows = [line.partition("  ") for line in lines]
                if rest or len({path for *_digest, path in rows}) < len(rows):
                    self.fault(name, "has a line without an end, or a path twice")
                listed |= {path: digest for digest, _spaces, path in rows}
            for path in sorted(set(listed) - set(there)):
                self.fault(path, f"is missing: the {algorithm} manifest lists it")
            for path in there:
                with (self.bag / path).open("rb") as file:
                    hasher = hashlib.new(algorithm)
                    while part := file.read(1 << 20):
                        hasher.update(part)
                if algorithm == "sha256":
                    self.hashes[path] = hasher.hexdigest()
                if path in ("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"):
                    continue  # they list the others and are listed nowhere
                if path not in listed:
                    self.fault(path, f"is extra: the {algorithm} manifest lacks it")
                elif listed[path] != hasher.hexdigest():
                    self.fault(path, f"has other bytes than its {algorithm} says")

    # 2. The custody log: a chain of entries, each holding the digest before it.

    def read_index(self) -> None:
        """Read the index and the log; sort the entries by what they are about."""
        self.index: Row = json.loads(self.read("data/index.json"))
        lines = self.read("data/custody.jsonl").splitlines()
        self.log: list[Row] = [json.loads(line) for line in lines]
        self.whole = self.index["scope"] == "everything"
        self.entries: dict[tuple[str, ...], list[Row]] = {}
        for line in self.log:
            entry, name = line["entry"], line["entry"]["exhibit"]
            detail = entry["detail"] if isinstance(entry["detail"], dict) else {}
            about = [("exhibit", name)] if name else []
            if entry["kind"] in ("derivation", "redaction"):
                about.append(("derivative", f"{name} {detail.get('sha256')}"))
            if entry["kind"] == "publication":
                about.append(("version", f"{entry['record']} {detail.get('version')}"))
            if entry["kind"] == "anchoring" and "authority" in detail:
                about.append(("proof", f"{detail.get('day')} {detail['authority']}"))
            elif entry["kind"] == "anchoring":
                about.append(("anchor", str(detail.get("day"))))
            if entry["kind"] == "fixity check":
                about.append(("fixity check", f"{name} {entry['at']}"))
            for subject in about:
                self.entries.setdefault(subject, []).append(entry)

    def check_log(self) -> None:
        before = {"sequence": 0, "digest": "0" * 64}
        for line in self.log:
            entry, digest = line["entry"], line["digest"]
            where = f"custody entry {entry['sequence']}"
            step = entry["sequence"] - before["sequence"]
            if sha256(canonical(entry)) != digest:
                self.fault(where, "its content does not have its digest")
            if step < 1:
                self.fault(where, f"stands after entry {before['sequence']}")
            elif step == 1 and entry["previous"] != before["digest"]:
                self.fault(where, "does not hold the digest of the entry before it")
            elif step > 1 and self.whole:
                self.fault(where, f"{step - 1} entries before it are missing")
            before = {"sequence": entry["sequence"], "digest": digest}
        if self.whole and before != self.index["head"]:
            self.fault("custody log", f"ends with {before}, not {self.index['head']}")

    def check_told(self, kind: str, name: str, **told: Any) -> list[Row]:
        """Check that each entry about something tells what its row tells."""
        entries = self.entries.pop((kind, name), [])
        if not entries:
            self.fault(f"{kind} {name}", "the custody log does not know it")
        for entry in entries[-1:] if kind == "proof" else entries:
            for key, value in told.items():
                if {**entry["detail"], **entry}.get(key) != value:
                    where = f"custody entry {entry['sequence']}"
                    self.fault(f"{kind} {name}", f"{where} tells another {key}")
        return entries

    def check_untold(self, *kinds: str) -> None:
        """Check that the log is about nothing of these kinds that has no row."""
        for kind, name in sorted(key for key in self.entries if key[0] in kinds):
            self.fault(f"{kind} {name}", "is in the custody log, but missing")

    # 3. Files: what they are, what the index says of them, and what the log says.

    def check_file(self, where: str, path: str, digest: str) -> None:
        self.explained.add(path)
        if path not in self.hashes:
            self.fault(where, f"{path} is missing")
        elif self.hashes[path] != digest:
            self.fault(where, f"{path} has other bytes than the archive recorded")

    def check_files(self) -> None:
        self.leaves: list[tuple[int, str, str]] = [
            (number, f"event:{line['digest']}", f"custody entry {number}")
            for line in self.log
            for number in [line["entry"]["sequence"]]
            # Entries about anchors lie in later anchors, without end.
            if self.whole or line["entry"]["kind"] != "anchoring"
        ]
        originals = {}
        for row in self.index["exhibits"]:
            name, where = row["name"], f"exhibit {row['name']}"
            originals[name] = row["sha256"]
            entries = self.check_told("exhibit", name, exhibit_sha256=row["sha256"])
            self.check_row(row, where, entries)
            if self.index["has_originals"]:
                self.check_file(where, f"data/originals/{row['sha256']}", row["sha256"])
                private = f"data/private/{name}.json"
                self.check_file(where, private, row["private_sha256"])
        for row in self.index["derivatives"]:
            name, digest = f"{row['exhibit']} {row['sha256']}", row["sha256"]
            where, told = f"derivative {name}", self.check_told("derivative", name)
            self.check_row(row, where, told)
            self.check_file(where, f"data/derivatives/{digest}", digest)
            if originals.get(row["exhibit"]) != row["parent_sha256"]:
                self.fault(where, "was made from other bytes than those of its exhibit")
        for row in self.index["fixity"]:
            name = f"{row.pop('exhibit')} {row.pop('at')}"
            self.check_told("fixity check", name, **row)
            if not row["is_good"]:
                self.remarks.append(f"fixity check {name}: the archive found a fault.")
        self.check_untold("exhibit", "fixity check")
        if self.index["has_originals"]:
            self.check_untold("derivative")
        else:
            self.remarks.append("Originals and older copies are not in this export.")

    def check_row(self, row: Row, where: str, entries: list[Row]) -> None:
        """Hold a row against the entry that brought it, and later its anchor."""
        digest = sha256(canonical(row))
        for entry in entries[:1]:
            if entry["detail"].get("row_sha256") != digest:
                self.fault(where, "its row is not what the custody log recorded")
            leaf = f"{row['kind']}:{digest}"
            self.leaves.append((entry["sequence"], leaf, where))

    # 4. Published versions: canonical JSON, each naming the hash of the one before.

    def check_versions(self) -> None:
        last: dict[str, Row] = {}
        for row in self.index["versions"]:
            name = f"{row['record']} {row['number']}"
            where, path = f"version {name}", f"data/versions/{name.replace(' ', '-v')}"
            before = last.get(row["record"], {"number": 0, "sha256": None})
            last[row["record"]] = row
            told = self.check_told("version", name, sha256=row["sha256"])
            self.check_row(row, where, told)
            self.check_file(where, f"{path}.json", row["sha256"])
            if row["number"] != before["number"] + 1:
                self.fault(where, f"comes after version {before['number']}")
            if f"{path}.json" in self.hashes:
                content = self.read(f"{path}.json")
                if canonical(json.loads(content)) != content:
                    self.fault(where, "is not canonical JSON")
                if json.loads(content)["previous_sha256"] != before["sha256"]:
                    self.fault(where, "does not hold the hash of the one before it")
        self.check_untold("version")

    # 5. Anchors: each day's Merkle tree over what was new, and the statement of it.

    def check_anchors(self) -> None:
        before: Row = {"last_sequence": 0, "root": None}
        statements, leaves_of = [], []
        for anchor in self.index["anchors"]:
            where, folder = f"anchor {anchor['day']}", f"data/anchors/{anchor['day']}"
            try:
                stated = self.read(f"{folder}/statement.json")
                *leaves, rest = self.read(f"{folder}/leaves.txt").split(b"\n")
                statement = json.loads(stated)
                follows = statement["previous"], statement["first_sequence"] - 1
            except UNREADABLE as error:
                self.fault(where, f"cannot be read: {error!r}")
                continue
            if rest or merkle_root(leaves) != statement["root"]:
                self.fault(where, "its leaves do not come to its root")
            if self.whole and follows != (before["root"], before["last_sequence"]):
                self.fault(where, "does not follow the anchor before it")
            self.check_told("anchor", anchor["day"], statement_sha256=sha256(stated))
            statements.append(statement)
            leaves_of.append({leaf.decode(errors="replace") for leaf in leaves})
            before = statement
        self.check_untold("anchor")
        self.check_leaves(statements, leaves_of)

    def check_leaves(self, statements: list[Row], leaves_of: list[set[str]]) -> None:
        ends, waiting = [statement["last_sequence"] for statement in statements], 0
        for sequence, leaf, name in self.leaves:
            place = bisect_left(ends, sequence)
            if place == len(ends) and sequence > self.index["anchored_to"]:
                waiting += 1
            elif place == len(ends) or leaf not in leaves_of[place]:
                self.fault(name, "is no leaf of the anchor that should hold it")
            else:
                leaves_of[place].discard(leaf)
        if waiting:
            self.unchecked.append(f"{waiting} things are too new to be anchored.")
        for statement, left in zip(statements, leaves_of, strict=True):
            for leaf in sorted(left) if self.whole else ():
                self.fault(f"anchor {statement['day']}", f"nothing is left of {leaf}")

    # 6. Proofs that the statements existed at a time.

    def check_proofs(self) -> None:
        for anchor in self.index["anchors"]:
            for proof in anchor["proofs"]:
                name = f"{anchor['day']} {proof['authority']}"
                try:
                    self.check_proof(name, f"data/anchors/{anchor['day']}", proof)
                except UNREADABLE as error:
                    self.fault(f"proof {name}", f"cannot be read: {error!r}")
            if all(proof["state"] != "complete" for proof in anchor["proofs"]):
                self.unchecked.append(f"anchor {anchor['day']}: not witnessed yet.")
        self.check_untold("proof")

    def check_proof(self, name: str, folder: str, proof: Row) -> None:
        if proof["state"] == "wanted":
            self.unchecked.append(f"proof {name}: it has not come yet.")
            return
        path, kind = f"{folder}/{proof['file']}", proof["kind"]
        token = self.read(path)
        told = {key: proof[key] for key in ("state", "attested_at", "token_sha256")}
        self.check_told("proof", name, **told)
        self.check_file(f"proof {name}", path, proof["token_sha256"])
        digest = sha256(self.read(f"{folder}/statement.json"))
        if kind == "rfc3161":
            self.check_token(f"proof {name}", token, digest, proof["attested_at"])
        elif kind != "ots" or not token.startswith(OTS_HEADER + bytes.fromhex(digest)):
            self.fault(f"proof {name}", "is not for the anchor's statement")
        else:
            path = f"{path} ({proof['state']})"
            self.remarks.append(f"`ots verify` can hold {path} against Bitcoin.")

    def check_token(self, where: str, token: bytes, digest: str, at: str) -> None:
        """RFC 3161, 2.4.2: response, signed data, TSTInfo; in it imprint and time."""
        _status, signed = der(der(token)[0])
        _type, content = der(der(der(der(signed)[1])[0])[2])
        info = der(der(der(content)[0])[0])
        algorithm, imprint = der(info[2])
        time = datetime.strptime(info[4][:14].decode(), "%Y%m%d%H%M%S")
        if der(algorithm)[0].hex() != SHA256_OID or imprint.hex() != digest:
            self.fault(where, "is not for the anchor's statement")
        if time.isoformat() != at[:19]:
            self.fault(where, f"names the time {time}, not {at}")
        openssl = shutil.which("openssl")
        if openssl is None or not self.roots.exists():
            self.unchecked.append(f"{where}: who signed it (needs openssl and roots).")
            return
        command = [openssl, "ts", "-verify", "-in", "/dev/stdin", "-digest", digest]
        roots, when = str(self.roots), str(timegm(time.timetuple()))
        command += ["-CAfile", roots, "-attime", when]
        # Nothing but openssl and files of this bag.
        done = subprocess.run(command, input=token, capture_output=True)  # noqa: S603
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            self.fault(where, f"openssl refuses its signature: {said}")


def main(arguments: list[str]) -> int:
    bag, roots = Path(__file__).resolve().parent, None
    while arguments:
        argument = arguments.pop(0)
        if argument == "--roots" and arguments:
            roots = Path(arguments.pop(0))
        elif argument.startswith("-"):
            sys.stdout.write(__doc__ or "")
            return 2
        else:
            bag = Path(argument)
    found = Verifier(bag, roots or bag / "roots" / "all.pem")
    found.run()
    for line in (
        *(f"FAULT {fault}" for fault in found.faults),
        *(f"NOT CHECKED {thing}" for thing in found.unchecked),
        *(f"Remark: {remark}" for remark in found.remarks),
        f"{len(found.hashes)} files, {len(found.faults)} faults.",
    ):
        sys.stdout.write(f"{line}\n")
    return 1 if found.faults else 3 if found.unchecked else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
