"""Writes openapi.json, the committed document of the API: `python -m app.schema`."""

import json
from pathlib import Path
from typing import Any

from app.core.config import Settings
from app.main import create_app

FILE = Path(__file__).parents[1] / "openapi.json"


def document() -> dict[str, Any]:
    return create_app(Settings(environment="test", docs=True)).openapi()


if __name__ == "__main__":
    FILE.write_text(json.dumps(document(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
