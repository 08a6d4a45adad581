"""What GraphQL offers: every domain hangs its queries and mutations in here."""

from app.graphql.about import About
from app.items.graphql import ItemMutations, ItemQueries

QUERIES: list[type] = [
    About,
    ItemQueries,
]
MUTATIONS: list[type] = [
    # While this is empty, the schema has no mutations.
    ItemMutations,
]
