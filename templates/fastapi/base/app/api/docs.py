"""/docs and /redoc from the installed package, without a CDN and without inline scripts."""

from importlib.resources import as_file, files

from fastapi import APIRouter, FastAPI, Response
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "connect-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; style-src 'self'"
)
# Redoc adds two style elements, one of them empty at first: the browser's console names the new
# hash when a new version of the package changes the other.
REDOC_POLICY = (
    f"{POLICY} 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    " 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>API</title>
    <link rel="icon" href="docs/assets/favicon.png">
    <link rel="stylesheet" href="docs/assets/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="docs/assets/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
"""
START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
"""
REDOC_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>API</title>
    <link rel="icon" href="docs/assets/favicon.png">
  </head>
  <body>
    <div id="redoc"></div>
    <script src="docs/assets/redoc.standalone.js"></script>
    <script src="docs/start-redoc.js"></script>
  </body>
</html>
"""
# Its search would need a worker made of inline script.
REDOC_START = """Redoc.init("openapi.json", { disableSearch: true }, document.getElementById("redoc"));
"""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def page() -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


@router.get("/docs/start.js")
async def start() -> Response:
    return Response(START, media_type="text/javascript")


@router.get("/redoc")
async def redoc_page() -> HTMLResponse:
    return HTMLResponse(REDOC_PAGE, headers={"Content-Security-Policy": REDOC_POLICY})


@router.get("/docs/start-redoc.js")
async def redoc_start() -> Response:
    return Response(REDOC_START, media_type="text/javascript")


def install(app: FastAPI) -> None:
    app.include_router(router)
    with as_file(files("fastapi_offline") / "static") as folder:
        app.mount("/docs/assets", StaticFiles(directory=folder), name="docs-assets")
