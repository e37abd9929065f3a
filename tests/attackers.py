"""A thousand ways to tamper with the audit, by whoever owns the database and the folder of heads.
Each leaves its triggers in place.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from signed_papers import fresh_key

from core.audit.heads import files_in, parse, sign
from core.audit.service import START, entry_hash
from core.db import fetch
from core.documents.signing import LocalSigner

ENTRY = "SELECT * FROM core_audit_entry WHERE chain = $1 ORDER BY sequence"
CHANGES: dict[str, Any] = {
    "chain": "elsewhere",
    "sequence": 1000,
    "at": "2026-11-23T06:30:00.000001+00:00",
    "actor": "officer:nobody",
    "action": "test.nothing",
    "subject": "thing:another",
    "details": '{"नाम": "x"}',
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
}


@dataclass
class Attacker:
    """Tampers at random, always with something that was exported. `chains` are the exported
    lengths.
    """

    random: Random
    folder: Path
    chains: dict[str, int]
    done: list[str] = field(default_factory=list)

    async def tamper(self) -> None:
        """One kind of tampering, or up to three at once."""
        kinds: list[Callable[[str], Awaitable[None]]] = [
            self.edit, self.delete, self.insert, self.reorder, self.cut, self.cut_with_head,
            self.rewrite, self.change_chain, self.delete_chain, self.delete_everything,
            self.rewrite_and_forge, self.edit_file, self.delete_file, self.swap_files,
            self.repeat_file, self.forge_file, self.empty_file,
        ]  # fmt: skip
        for kind in self.random.sample(kinds, self.random.choice((1, 1, 1, 2, 3))):
            chain = self.random.choice(sorted(self.chains))
            self.done.append(f"{kind.__name__} {chain}")
            await kind(chain)

    def place(self, chain: str) -> int:
        return self.random.randint(1, self.chains[chain])

    async def edit(self, chain: str) -> None:
        column = self.random.choice(sorted(CHANGES))
        await fetch(
            f"UPDATE core_audit_entry SET {column} = $1 WHERE chain = $2 AND sequence = $3",
            CHANGES[column],
            chain,
            self.place(chain),
        )

    async def delete(self, chain: str) -> None:
        await fetch(
            "DELETE FROM core_audit_entry WHERE chain = $1 AND sequence = $2",
            chain,
            self.place(chain),
        )

    async def insert(self, chain: str) -> None:
        """An entry more: before the first, between two, far behind, or of a chain of its own."""
        place = self.random.choice((-1, 0, self.place(chain), 500))
        into = self.random.choice((chain, chain, "unheard"))
        shift = "UPDATE core_audit_entry SET sequence = {} WHERE chain = $1 AND sequence {} $2"
        if place > 0:
            await fetch(shift.format("-sequence - 1000", ">="), into, place)
            await fetch(shift.format("-sequence - 999", "<"), into, 0)
            await fetch("UPDATE core_audit_chain SET length = length + 1 WHERE name = $1", into)
        entry = {name: value for name, value in CHANGES.items() if name != "hash"}
        entry |= {"chain": into, "sequence": place}
        await self.store(entry | {"hash": entry_hash(entry)})

    async def reorder(self, chain: str) -> None:
        one, other = self.random.sample(range(1, self.chains[chain] + 1), 2)
        for number, place in ((one, 999), (other, one), (999, other)):
            await fetch(
                "UPDATE core_audit_entry SET sequence = $1 WHERE chain = $2 AND sequence = $3",
                place,
                chain,
                number,
            )

    async def cut(self, chain: str) -> int:
        kept = self.place(chain) - 1
        await fetch("DELETE FROM core_audit_entry WHERE chain = $1 AND sequence > $2", chain, kept)
        return kept

    async def cut_with_head(self, chain: str) -> None:
        kept = await self.cut(chain)
        last = await fetch(f"{ENTRY} DESC LIMIT 1", chain)
        await self.set_head(chain, kept, last[0]["hash"] if last else START)

    async def rewrite(self, chain: str) -> None:
        """Another past, with hashes that fit from the entry on to the head."""
        place, previous = self.place(chain), START
        entries = await fetch(ENTRY, chain)
        for row in entries:
            entry = dict(row) | {"previous_hash": previous}
            if entry["sequence"] == place:
                entry["actor"] = "officer:somebody-else"
            previous = entry_hash(entry)
            await fetch(
                "UPDATE core_audit_entry SET actor = $1, previous_hash = $2, hash = $3"
                " WHERE id = $4",
                entry["actor"],
                entry["previous_hash"],
                previous,
                entry["id"],
            )
        await self.set_head(chain, len(entries), previous)

    async def change_chain(self, chain: str) -> None:
        change = self.random.choice(
            (
                "UPDATE core_audit_chain SET length = length + 1 WHERE name = $1",
                "UPDATE core_audit_chain SET length = length - 1 WHERE name = $1",
                f"UPDATE core_audit_chain SET head = '{'d' * 64}' WHERE name = $1",
                "UPDATE core_audit_chain SET name = 'renamed' WHERE name = $1",
                "DELETE FROM core_audit_chain WHERE name = $1",
                "INSERT INTO core_audit_chain (name, length, head)"
                f" SELECT 'another', 0, '{START}' FROM core_audit_chain WHERE name = $1",
            )
        )
        await fetch(change, chain)

    async def delete_chain(self, chain: str) -> None:
        await fetch("DELETE FROM core_audit_entry WHERE chain = $1", chain)
        await fetch("DELETE FROM core_audit_chain WHERE name = $1", chain)

    async def delete_everything(self, _: str) -> None:
        await fetch("DELETE FROM core_audit_entry")
        await fetch("DELETE FROM core_audit_chain")

    async def rewrite_and_forge(self, chain: str) -> None:
        """Heads that fit the new past, in place of the old ones, signed by a key of one's own."""
        await self.rewrite(chain)
        for path in files_in(self.folder):
            path.unlink()
        await self.forge_file(chain)

    async def edit_file(self, _: str) -> None:
        path = self.any_file()
        content = bytearray(path.read_bytes() or b"{}")
        content[self.random.randrange(len(content))] ^= 1
        path.write_bytes(content)

    async def delete_file(self, _: str) -> None:
        """Any but the newest, which is missed by the time alone."""
        self.random.choice(files_in(self.folder)[:-1] or [self.any_file()]).unlink()

    async def swap_files(self, _: str) -> None:
        one, other = self.any_file(), self.any_file()
        if one == other:
            other = one.with_name("heads-20261123T063000.000001Z.json")
            other.write_bytes(b"")
        contents = one.read_bytes(), other.read_bytes()
        other.write_bytes(contents[0])
        one.write_bytes(contents[1])

    async def repeat_file(self, _: str) -> None:
        """An old file once more, as if it were the newest."""
        path = self.any_file()
        path.with_name("heads-20261123T235959.000000Z.json").write_bytes(path.read_bytes())

    async def forge_file(self, _: str) -> None:
        rows = await fetch("SELECT name, length, head FROM core_audit_chain")
        chains = {row["name"]: (row["length"], row["head"]) for row in rows}
        old = [heads for path in files_in(self.folder) if (heads := parse(path.read_bytes()))]
        signer = LocalSigner(fresh_key())
        if not old:
            (self.folder / "heads-20261123T063000.000000Z.json").write_text(json.dumps(chains))
            return
        forged = replace(old[-1], chains=chains | {"forged": (1, START)}, key_id=signer.key_id)
        (self.folder / forged.name).write_bytes((await sign(forged, signer)).rendered())

    async def empty_file(self, _: str) -> None:
        self.any_file().write_bytes(b"")

    def any_file(self) -> Path:
        found = files_in(self.folder)
        if not found:
            found = [self.folder / "heads-20261123T063000.000000Z.json"]
            found[0].write_bytes(b"{}")
        return self.random.choice(found)

    async def set_head(self, chain: str, length: int, head: str) -> None:
        await fetch(
            "UPDATE core_audit_chain SET length = $1, head = $2 WHERE name = $3",
            length,
            head,
            chain,
        )

    async def store(self, entry: dict[str, Any]) -> None:
        places = ", ".join(f"${number}" for number in range(1, len(entry) + 1))
        await fetch(
            f"INSERT INTO core_audit_entry ({', '.join(entry)}) VALUES ({places})", *entry.values()
        )
