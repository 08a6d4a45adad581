"""Brings the translations in locale/ in step with the code; `--check` tells what is not.

What makemessages and compilemessages of Django do, without the programs of GNU gettext. Entries are
sorted and name no lines: a change of the code shows in a catalog only if a text changed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("apps", "config", "templates")
CALL = re.compile(r"""\b(n?p?gettext)\(((?:[^"'()]|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*)\)""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
WIDTH = 100


class Text(NamedTuple):
    context: str
    text: str
    plural: str


def texts_in(tree: ast.AST) -> Iterator[Text]:
    """Arguments of gettext, its relatives, and `_`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        kind = "gettext" if name == "_" else name.removesuffix("_lazy")
        wanted = {"gettext": 1, "pgettext": 2, "ngettext": 2, "npgettext": 3}.get(kind, 0)
        given = [arg.value for arg in node.args[:wanted] if isinstance(arg, ast.Constant)]
        if not wanted or len(given) < wanted:
            continue
        context = str(given.pop(0)) if "p" in kind.removesuffix("gettext") else ""
        text, *plural = map(str, given)
        yield Text(context, text, plural[0] if plural else "")


def texts_of(path: Path) -> Iterator[Text]:
    if path.suffix == ".py":
        yield from texts_in(ast.parse(path.read_bytes()))
    elif path.suffix in {".html", ".txt"}:
        for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            yield from texts_in(ast.parse(call[0].strip()))


def collect() -> list[Text]:
    paths = (path for folder in SOURCES for path in (ROOT / folder).rglob("*"))
    return sorted({text for path in paths if path.is_file() for text in texts_of(path)})


def in_step(path: Path, texts: list[Text]) -> polib.POFile:
    """The catalog with these texts, and of the translations those that are still wanted."""
    old = polib.pofile(str(path), wrapwidth=WIDTH)
    known = {Text(one.msgctxt or "", one.msgid, one.msgid_plural): one for one in old}
    new = polib.POFile(wrapwidth=WIDTH)
    new.header, new.metadata = old.header, old.metadata
    forms = re.search(r"nplurals *= *(\d+)", old.metadata["Plural-Forms"])
    empty = dict.fromkeys(range(int(forms[1]) if forms else 1), "")
    for one in texts:
        entry = polib.POEntry(msgid=one.text, msgctxt=one.context or None)
        if one.plural:
            entry.msgid_plural, entry.msgstr_plural = one.plural, empty
        new.append(known.get(one, entry))
    return new


def mistakes(catalog: polib.POFile) -> Iterator[str]:
    for entry in catalog:
        if not entry.translated():
            yield f"not translated: {entry.msgid!r}"
            continue
        wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            if set(PLACEHOLDER.findall(text)) != wanted:
                yield f"other placeholders than the original: {text!r}"


def main(check: bool) -> int:
    texts, found = collect(), []
    for path in sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po")):
        catalog = in_step(path, texts)
        files = {path: str(catalog).encode(), path.with_suffix(".mo"): catalog.to_binary()}
        for file, content in files.items():
            if not check:
                file.write_bytes(content)
            elif not file.exists() or file.read_bytes() != content:
                name = file.relative_to(ROOT)
                found.append(f"{name}: not in step with the code, run `make messages`")
        name = path.relative_to(ROOT)
        found += [f"{name}: {mistake}" for mistake in mistakes(catalog)]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if check and found else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
