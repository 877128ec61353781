"""The reference pages in ``docs/reference/``: ``make docs`` writes them, a test fails when one is stale.

``python -m jjj_graph.cli.reference FOLDER`` writes them all: the kinds of fact, their JSON Schema, the
commands, the data statement.

>>> print(command_line_reference().splitlines()[0])
# The command line
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from jjj_graph.cli import jjj

_INTRODUCTION = """\
# The command line

Made by `make docs` from the commands' own help; not edited by hand. `jjj COMMAND --help` prints the same.
Results go to stdout, everything else to stderr. Exit code 0: done; 1: findings (`check`, `import`, `diff`);
2: could not do what was asked. `python -m jjj_graph` is `jjj`.
"""


def pages() -> dict[str, str]:
    """Every generated page by the name of its file."""
    from jjj_graph import paths
    from jjj_graph.facts.schema import json_schema, reference_page
    from jjj_graph.facts.statement import data_statement

    return {
        "cli.md": command_line_reference(),
        "data-statement.md": data_statement(paths.DATA),
        "facts.md": reference_page(),
        "source-file.schema.json": json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n",
    }


def write_pages(folder: Path) -> list[Path]:
    """Write every generated page into a folder; the files that changed."""
    from jjj_graph.facts.writing import write_atomically

    changed = []
    for name, text in pages().items():
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text:
            write_atomically(folder / name, text)
            changed.append(folder / name)
    return changed


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its words: ``jjj export network``.

    >>> "jjj export network" in dict(commands())
    True
    """
    yield from _below("jjj", jjj, click.Context(jjj))


def _below(words: str, group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _below(f"{words} {name}", command, click.Context(command, context))
        elif command is not None and not command.hidden:
            yield f"{words} {name}", command


def command_line_reference() -> str:
    """The page on all commands (Markdown), from their help."""
    known = list(commands())
    index = "\n".join(f"- [{words}](#{words.replace(' ', '-')})" for words, _ in known)
    return "\n".join([_INTRODUCTION, index + "\n", *(_command(words, command) for words, command in known)])


def _command(words: str, command: click.Command) -> str:
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join([words, *(_argument(p) for p in arguments), "[OPTIONS]"])
    parts = [f"## {words}", f"```\n{usage}\n```", _help(command), _options(command)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _argument(parameter: click.Argument) -> str:
    name = parameter.metavar or (parameter.name or "").upper()
    return name if parameter.required or name.startswith("[") else f"[{name}]"


def _help(command: click.Command) -> str:
    """The help text; what is set off with ``\\b`` (examples) becomes a block of code."""
    paragraphs = []
    for text in inspect.cleandoc(command.help or "").split("\n\n"):
        mark, _, rest = text.partition("\n")
        if mark.strip() == "\b":
            title, _, lines = rest.partition("\n")
            paragraphs.append(f"{title}\n\n```sh\n{inspect.cleandoc(lines)}\n```")
        else:
            paragraphs.append(" ".join(text.split()))
    return "\n\n".join(paragraphs)


def _options(command: click.Command) -> str:
    rows = [_option(p) for p in command.params if isinstance(p, click.Option) and not p.hidden]
    if not rows:
        return ""
    return "\n".join(["| option | |", "| --- | --- |", *(f"| {name} | {text} |" for name, text in rows)])


def _option(option: click.Option) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    value = ""
    if isinstance(option.type, click.Choice):
        value = " " + " ".join(f"`{word}`" for word in option.type.choices)
    elif not option.is_flag:
        value = f" {option.metavar or option.type.name.upper()}"
    text = " ".join((option.help or "").split())
    if option.show_default:
        text += f" [default: {option.default}]"
    return names + value, text.replace("|", "\\|")


def main() -> None:
    """Write the pages into the folder named on the command line."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m jjj_graph.cli.reference FOLDER")
    for path in write_pages(Path(sys.argv[1])):
        print(path)


if __name__ == "__main__":
    main()
