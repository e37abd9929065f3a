"""A plain loop that copies what comes in to a file, flushes it to the disk, and does nothing else.

uvicorn copying:app
"""

from __future__ import annotations

import os
from tempfile import TemporaryFile

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def copy(request: Request) -> Response:
    with TemporaryFile(dir=os.environ["THANA_FILES__FOLDER"]) as file:
        async for piece in request.stream():
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Response(status_code=204)


app = Starlette(routes=[Route("/graphql", copy, methods=["PATCH"])])
