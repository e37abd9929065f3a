"""Tips: a person tells the police of a crime without saying who does, and talks with them through a
receipt that only the person has.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer
from starlette.routing import BaseRoute
from strawberry.tools import merge_types

from core import CONTRACT, Runtime, Service, hookimpl
from plugins.tips import key_commands
from plugins.tips.attachments import attachment_routes
from plugins.tips.error_codes import ERROR_CODES
from plugins.tips.gate import Gate
from plugins.tips.officer_schema import OfficerMutation, OfficerQuery
from plugins.tips.settings import TipsSettings
from plugins.tips.texts import text
from plugins.tips.tipster_schema import TipsterMutation, TipsterQuery
from plugins.tips.unlocking import HEADER


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="tips",
            title=text("Anonymous tips"),
            summary=text(
                "Tell the police of a crime without saying who you are, and read their answer."
            ),
            contract=CONTRACT,
            query=merge_types("Query", (TipsterQuery, OfficerQuery)),
            mutation=merge_types("Mutation", (TipsterMutation, OfficerMutation)),
            requires_sign_in=False,
            settings=TipsSettings,
            headers=(HEADER,),
            error_codes=ERROR_CODES,
        )
    ]


@hookimpl
def register_routes(runtime: Runtime) -> Sequence[BaseRoute]:
    settings = TipsSettings.model_validate(runtime.settings.services.get("tips", {}))
    return attachment_routes(settings.attachment_bytes)


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    cli.add_typer(key_commands.app, name="tips")


@hookimpl
def provide(port: type) -> Mapping[str, Callable[[Runtime], Any]]:
    gate = Gate()  # once for each process
    return {"tips": lambda _: gate} if port is Gate else {}
