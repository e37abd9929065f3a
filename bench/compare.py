"""Our server as in production beside five others on the same data: a hand-written one, Strawberry
with Tortoise as their documents show it, PostGraphile 5, mercurius with its JIT, graphql-yoga. And
ours on SQLite, with the same rows.

    make bench          or, for some of it:
    ROUNDS=5 SECONDS=3 QUESTIONS=Station,Inbox SERVERS=raw,ours PYTHONPATH=tests \
        .venv/bin/python bench/compare.py

Each server runs on the first core, with PostgreSQL and wrk on the second. The rounds of the servers
take turns; before them all servers must have given equal answers. Figures go to `var/bench`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from filling import filled
from load import Round, memory, require_wrk, send
from own_postgres import running
from questions import QUESTIONS, VARIANTS, Facts, in_one_form, read_facts
from results import Compared, table
from rich.console import Console
from serving import FOLDER, NAMES, Server, all_servers

REQUESTS = 20_000
SERVER_CORE, LOAD_CORE = 0, 1
ROUNDS, SECONDS = int(os.environ.get("ROUNDS", "3")), int(os.environ.get("SECONDS", "2"))
ASKED = os.environ.get("QUESTIONS", ",".join(QUESTIONS)).split(",")
NAMED = os.environ.get("SERVERS", ",".join(NAMES)).split(",")


async def main(postgres: int) -> None:
    database = await filled(REQUESTS)
    facts, rounds = await read_facts(database), {}
    async with all_servers(database, SERVER_CORE, NAMED) as servers:
        for question in ASKED:
            await check(servers, question, facts)
            rounds[question] = await measure(servers, question, facts, postgres)
            held = {server.name: memory(server.process) for server in servers}
            Console().print(table(question, Compared(rounds, held)))
    (FOLDER / "compare.json").write_text(json.dumps(asdict(Compared(rounds, held))), "utf-8")


def answering(servers: Sequence[Server], question: str) -> list[Server]:
    """What is written is compared with the hand-written transaction alone."""
    return [each for each in servers if question in each.documents]


async def check(servers: Sequence[Server], question: str, facts: Facts) -> None:
    """All of them answer a question equally; two answers to a report have numbers of their own."""
    if question == "Submit":
        return
    for variant in range(0, VARIANTS, 9):
        answers = {
            server.name: in_one_form(question, await server.ask(question, facts, variant))
            for server in answering(servers, question)
        }
        first, *others = answers.items()
        for name, answer in others:
            if answer != first[1]:
                raise SystemExit(f"{question}: {name} and {first[0]} differ: {answer}\n{first[1]}")


async def measure(
    servers: Sequence[Server], question: str, facts: Facts, postgres: int
) -> Mapping[str, list[Round]]:
    found: dict[str, list[Round]] = {each.name: [] for each in answering(servers, question)}
    files = {
        each.name: each.write_requests(question, facts) for each in servers if each.name in found
    }
    for turn in range(ROUNDS + 1):
        for server in answering(servers, question):
            seconds = SECONDS if turn else 1
            one = await send(
                server.url, files[server.name], seconds, LOAD_CORE, server.process, postgres
            )
            if turn:  # the first warms up
                found[server.name].append(one)
    return found


if __name__ == "__main__":
    require_wrk()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running(LOAD_CORE) as of_postgres:
        asyncio.run(main(of_postgres))
