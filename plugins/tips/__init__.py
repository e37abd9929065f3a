"""Tips: a person tells the police of a crime without saying who does, and talks with them through a
receipt that only the person has.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer
from starlette.routing import BaseRoute
from strawberry.tools import merge_types

from core import CONTRACT, Runtime, Service, hookimpl
from plugins.tips import demo_data, key_commands, notices, retention
from plugins.tips.attachments import attachment_routes
from plugins.tips.categories import check as check_settings
from plugins.tips.error_codes import ERROR_CODES
from plugins.tips.gate import Gate
from plugins.tips.officer_schema import OfficerMutation, OfficerQuery
from plugins.tips.page import TipPage
from plugins.tips.page_steps import STEPS
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
            events=(notices.WAITING,),
            error_codes=ERROR_CODES,
        )
    ]


@hookimpl
def register_routes(runtime: Runtime) -> Sequence[BaseRoute]:
    settings = TipsSettings.of(runtime)
    check_settings(settings)
    pictures = attachment_routes(settings.attachment_bytes)
    return [*pictures, *TipPage(runtime, STEPS).routes]


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    cli.add_typer(key_commands.app, name="tips")


@hookimpl
async def keep_house(runtime: Runtime) -> None:
    await retention.clean_up(runtime)
    await notices.tell(runtime)


@hookimpl
async def seed_demo(runtime: Runtime) -> None:
    await demo_data.seed(runtime)


@hookimpl
def provide(port: type) -> Mapping[str, Callable[[Runtime], Any]]:
    gate = Gate()  # once for each process
    return {"tips": lambda _: gate} if port is Gate else {}
