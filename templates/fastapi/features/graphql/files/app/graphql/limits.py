"""What one operation may ask for, however it is written down."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from strawberry.extensions import SchemaExtension

MAX_TOKENS = 1_000
MAX_DEPTH = 8
MAX_ALIASES = 15


class Size(NamedTuple):
    depth: int = 0
    aliases: int = 0


class SizeRule(ValidationRule):
    """Measures each fragment once: fragments that use others twice grow without end otherwise."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments: dict[str, Size] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        size = self._measure(node.selection_set)
        if size.depth > MAX_DEPTH:
            self.report_error(GraphQLError(f"Fields are nested deeper than {MAX_DEPTH}.", node))
        if size.aliases > MAX_ALIASES:
            self.report_error(GraphQLError(f"There are more than {MAX_ALIASES} aliases.", node))

    def _measure(self, selected: SelectionSetNode | None) -> Size:
        depth = aliases = 0
        for selection in selected.selections if selected else ():
            size = Size()
            if isinstance(selection, FieldNode):
                inner = self._measure(selection.selection_set)
                own = selection.alias is not None
                # What introspection asks for is fixed, and deep by nature.
                hidden = selection.name.value.startswith("__")
                size = Size(0 if hidden else inner.depth + 1, inner.aliases + own)
            elif isinstance(selection, InlineFragmentNode):
                size = self._measure(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode):
                size = self._measure_fragment(selection.name.value)
            depth, aliases = max(depth, size.depth), aliases + size.aliases
        return Size(depth, aliases)

    def _measure_fragment(self, name: str) -> Size:
        if name not in self._fragments:
            self._fragments[name] = Size()  # one that contains itself is refused by another rule
            fragment: FragmentDefinitionNode | None = self.context.get_fragment(name)
            if fragment is not None:
                self._fragments[name] = self._measure(fragment.selection_set)
        return self._fragments[name]


class Limits(SchemaExtension):
    def on_operation(self) -> Iterator[None]:
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        self.execution_context.validation_rules += (SizeRule,)
        yield


class NoIntrospection(SchemaExtension):
    def on_operation(self) -> Iterator[None]:
        self.execution_context.validation_rules += (NoSchemaIntrospectionCustomRule,)
        yield
