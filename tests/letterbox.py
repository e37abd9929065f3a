"""The stranger's plugin whose senders stay unnamed: letters go into a box, and officers open it."""

import asyncio
import gc
import logging
import threading
import warnings
from collections.abc import Sequence
from typing import Annotated

import strawberry
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core import (
    CONTRACT,
    OFFICER,
    PUBLIC,
    UNNAMED,
    Context,
    FileRefused,
    Forbidden,
    InputErrorType,
    InvalidInput,
    Problem,
    Runtime,
    Service,
    UnnamedRoute,
    context_of_request,
    domain,
    errors_field,
    field,
    hookimpl,
    input_type,
    mutation,
    object_type,
    record_reads,
    remake_image,
    resolver,
)

LARGEST_PARCEL = 10_000_000

text = domain("letterbox")
letters: list[str] = []
contexts: list[Context] = []

Least = Annotated[int, strawberry.argument(description="The least to tell.")]


@input_type("Drop a letter.")
class DropInput:
    text: str = field("What it says.")
    copies: int = field("How many.", default=1)


@object_type("The answer to dropLetter.", policy=PUBLIC)
class DropPayload:
    is_dropped: bool | None = field("Whether it is in the box.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The box.", policy=PUBLIC)
class Box:
    @resolver("How many letters are in it.")
    def count(self, least: Least = 0) -> int:
        return max(least, len(letters))

    @resolver("What they say.", policy=OFFICER, bound=1)
    def texts(self) -> list[str]:
        return letters


@strawberry.type
class Query:
    @resolver("The box.", policy=UNNAMED)
    async def box(self, info: strawberry.Info) -> Box:
        contexts.append(info.context)
        await info.context.viewer()
        return Box()

    @resolver("Where the box hangs.", policy=PUBLIC)
    def box_place(self, info: strawberry.Info) -> str:
        contexts.append(info.context)
        return "beside the door"


@strawberry.type
class Mutation:
    @mutation("Drop a letter.", policy=UNNAMED)
    async def drop_letter(self, info: strawberry.Info, input: DropInput) -> DropPayload:
        contexts.append(info.context)
        if input.text == "break":
            raise ZeroDivisionError(input.text)
        if not input.text:
            raise InvalidInput([Problem(("text",), "EMPTY", text("Write something."))])
        info.context.signed_in("a-token", info.context.known_language)
        info.context.set_cookie = "a-token"
        info.context.note_read("letter", "1")
        letters.append(input.text)
        return DropPayload(is_dropped=True)


async def leave_behind(what: str) -> None:
    """Fail in the ways that Python tells of by itself: in a task and a thread that nobody waits
    for, in a destructor, and by a warning.
    """

    class Broken:
        def __del__(self) -> None:
            raise ValueError(what)

    async def fail() -> None:
        raise ValueError(what)

    def fail_in_thread() -> None:
        raise ValueError(what)

    thread = threading.Thread(target=fail_in_thread)
    thread.start()
    await asyncio.to_thread(thread.join)
    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    del task
    Broken()
    warnings.warn(what, UserWarning, stacklevel=1)
    logging.getLogger("letterbox").error("it failed: %s", what)
    gc.collect()


async def page(request: Request) -> Response:
    """What an endpoint that recognises nobody can see of a request."""
    if "fail" in request.query_params:
        raise ZeroDivisionError(request.query_params["fail"])
    if "leave" in request.query_params:
        await leave_behind(request.query_params["leave"])
    seen = {name: value for name, value in request.headers.items() if name != "host"}
    return JSONResponse({"headers": seen, "client": request.client, **request.state._state})


async def take(request: Request) -> Response:
    """Take what is sent."""
    return JSONResponse({"bytes": len(await request.body())})


async def hang(request: Request) -> Response:
    """A picture, as it comes back."""
    try:
        image = await remake_image(request, await request.body(), LARGEST_PARCEL)
    except FileRefused as refused:
        return JSONResponse({"fault": refused.fault}, 422)
    return Response(image.content, media_type=image.content_type)


async def show(request: Request) -> Response:
    """Who is asking with a key."""
    context = context_of_request(request)
    viewer = await context.viewer()
    if viewer.officer is None:
        raise Forbidden
    context.note_read("letter", "1")
    await record_reads(context, "letter")
    return JSONResponse({"officer": viewer.officer.full_name, **context.headers})


@hookimpl
def register_routes(runtime: Runtime) -> Sequence[BaseRoute]:
    return [
        UnnamedRoute("/box/page", page),
        UnnamedRoute(
            "/box/parcels/{id}",
            take,
            methods=["POST"],
            unless="Thana-Box-Key",
            body_bytes=LARGEST_PARCEL,
        ),
        UnnamedRoute("/box/pictures", hang, methods=["POST"], body_bytes=2 * LARGEST_PARCEL),
        Route("/box/parcels/{id}", show, methods=["POST"]),
    ]


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="letterbox",
            title=text("Letter box"),
            summary=text("Say it without your name."),
            contract=CONTRACT,
            query=Query,
            mutation=Mutation,
            headers=("Thana-Box-Key", "Thana-Box-Side"),
            requires_sign_in=False,
            error_codes=("EMPTY",),
        )
    ]
