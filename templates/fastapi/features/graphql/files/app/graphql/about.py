"""What GraphQL says of the API itself."""

import strawberry


@strawberry.type
class About:
    @strawberry.field
    async def api_version(self) -> str:
        """Version of the API, as in the paths of REST."""
        return "1"
