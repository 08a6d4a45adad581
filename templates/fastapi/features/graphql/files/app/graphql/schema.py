"""The schema: what the domains offer, within limits."""

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types
from strawberry.types import ExecutionContext

from app.graphql.errors import report
from app.graphql.limits import Limits, NoIntrospection


class Schema(strawberry.Schema):
    def process_errors(
        self, found: list[GraphQLError], _operation: ExecutionContext | None = None
    ) -> None:
        report(found)


def make_schema(queries: list[type], mutations: list[type], *, introspection: bool) -> Schema:
    return Schema(
        query=merge_types("Query", tuple(queries)),
        mutation=merge_types("Mutation", tuple(mutations)) if mutations else None,
        extensions=[Limits] if introspection else [Limits, NoIntrospection],
        # Suggestions would give the names away that introspection does not.
        config=StrawberryConfig(disable_field_suggestions=not introspection),
    )
