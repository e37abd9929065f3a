"""The stranger's plugin that uses every hook: people sign a book, and it notes what it saw.

`strangers.install` makes a distribution of it, as its author would have done.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

import strawberry
import typer
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from core import (
    CONTRACT,
    PUBLIC,
    InputErrorType,
    InvalidInput,
    Kept,
    Problem,
    RequestMoved,
    Responsibility,
    Runtime,
    Section,
    Service,
    ServiceEvent,
    StationDirectory,
    domain,
    errors_field,
    field,
    hookimpl,
    input_type,
    mutation,
    object_type,
    resolver,
)

text = domain("guestbook")
seen: list[Any] = []


class Settings(Section):
    """[services.guestbook]"""

    longest: int = 20


@input_type("Sign the book.")
class SignInput:
    name: str = field("Who was here.")


@object_type("The answer to signBook.", policy=PUBLIC)
class SignPayload:
    entry: str | None = field("What now stands in the book.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Query:
    @resolver("How often the book was signed.", policy=PUBLIC)
    def guests(self) -> int:
        return sum(isinstance(entry, str) for entry in seen)


@strawberry.type
class Mutation:
    @mutation("Sign the book.", policy=PUBLIC)
    async def sign_book(self, info: strawberry.Info, input: SignInput) -> SignPayload:
        if len(input.name) > info.context.registry.settings("guestbook").longest:
            raise InvalidInput([Problem(("name",), "NAME_TOO_LONG", text("Shorten it."))])
        seen.append(input.name)
        return SignPayload(entry=input.name)


class NearestBook:
    """A StationDirectory that knows one station."""

    async def responsible(self, latitude: float, longitude: float) -> Responsibility:
        return Responsibility(station="21316041", district="21316")


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="guestbook",
            title=text("Guest book"),
            summary=text("Say that you were here."),
            contract=CONTRACT,
            query=Query,
            mutation=Mutation,
            settings=Settings,
            requires_sign_in=False,
            error_codes=("NAME_TOO_LONG",),
        )
    ]


@hookimpl
def register_routes(runtime: Runtime) -> Sequence[BaseRoute]:
    state = runtime.settings.state.code
    return [Route("/guestbook", lambda request: PlainTextResponse(f"Welcome to {state}."))]


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    @cli.command("guests")
    def guests(greeting: Annotated[str, typer.Option(help="A greeting.")] = "Hello") -> None:
        """Greet from the book."""
        typer.echo(f"{greeting} from the guest book")


@hookimpl
def provide(port: type) -> Mapping[str, Callable[[Runtime], Any]]:
    return {"guestbook": lambda runtime: NearestBook()} if port is StationDirectory else {}


@hookimpl
async def startup(runtime: Runtime) -> None:
    seen.append(("startup", runtime.now()))


@hookimpl
async def shutdown(runtime: Runtime) -> None:
    seen.append(("shutdown", runtime.now()))


@hookimpl
async def seed_demo(runtime: Runtime) -> None:
    seen.append(("demo", runtime.settings.mode))


@hookimpl
async def request_moved(runtime: Runtime, event: RequestMoved) -> None:
    seen.append(event)


@hookimpl
async def service_told(runtime: Runtime, event: ServiceEvent) -> None:
    seen.append(event)


@hookimpl
async def keep_house(runtime: Runtime) -> None:
    if ("a fire",) in seen:
        raise RuntimeError("Meera's fire")
    if ("a crumb",) in seen:
        seen.remove(("a crumb",))


@hookimpl
async def file_scanned(runtime: Runtime, service: Service, request_id: UUID) -> None:
    seen.append(("scanned", service.code, request_id))


@hookimpl
async def export_citizen(runtime: Runtime, citizen_id: UUID) -> Mapping[str, Any]:
    return {"signatures": [entry for entry in seen if isinstance(entry, str)]}


@hookimpl
async def erase_citizen(runtime: Runtime, citizen_id: UUID) -> Sequence[Kept]:
    seen[:] = [entry for entry in seen if not isinstance(entry, str)]
    seen.append(("erased", citizen_id))
    return []
