"""The command line: read words, call one function, print. Results to stdout, everything else to stderr.

Commands are imported when they are called, so that ``jjj --help`` is instant.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click

from jjj_graph import __version__
from jjj_graph.errors import JJJError

#: Command → module that holds it, and one line of help (so that help imports nothing).
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("building", "Build the graph from source files."),
    "check": ("checking", "Check source files: findings with file, line and remedy."),
    "import": ("importing", "Turn other shapes of data into source files."),
    "query": ("asking", "Ask a named question or any SPARQL."),
    "list": ("asking", "List everything of a kind: chains, places, indicators, …"),
    "show": ("asking", "The card of a thing: names, roles, moves, figures, each with its source."),
    "figures": ("asking", "The series of an indicator with every witness."),
    "sources": ("asking", "All sources with grade and counts."),
    "why": ("asking", "From a claim to the characters that state it, and its other witnesses."),
    "audit": ("auditing", "Which claims cannot all be true, and why."),
    "chain": ("chains", "A chain: coverage, gaps, weak points, concentration."),
    "moves": ("moves", "Moves: origins and destinations, totals, times, receivers."),
    "place": ("places", "A segment: where it could be filled, and how good that answer is."),
    "whatif": ("scenarios", "What if: scenarios of additions and removals, side by side with what is."),
    "sharing": ("sharing", "A mover's taxes shared between origin and destination by the rule of 2015."),
    "export": ("exporting", "Export a view as a page that opens anywhere."),
    "diff": ("differing", "What changed between two graphs."),
}

_WELCOME = """\
jjj_graph: a knowledge graph of the Beijing-Tianjin-Hebei industry. What one can do next:

  jjj query --list               the questions it answers
  jjj show 小米汽车              one enterprise, place or chain, with sources
  jjj figures gdp 京津冀         a series with every witness
  jjj why CLAIM                  from a value to the characters that state it
  jjj export network -o net.html a picture to open in the browser
  jjj --help                     all commands
"""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of all commands, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        return getattr(import_module(f"jjj_graph.cli.{COMMANDS[name][0]}"), f"{name}_command")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with what was perhaps meant for an unknown command."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, COMMANDS, 3, 0.5)
            raise JJJError(
                f"there is no command '{name}'",
                remedy=f"did you mean {' or '.join(near)}?" if near else "jjj --help lists them",
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="jjj")
@click.pass_context
def jjj(ctx: click.Context) -> None:
    """A knowledge graph of the Beijing-Tianjin-Hebei industry that can be questioned, trusted and shown.

    Results go to stdout, everything else to stderr. Exit code 0: done; 1: findings (check, audit, diff, import);
    2: could not do what was asked.
    """
    if ctx.invoked_subcommand is None:
        click.echo(_WELCOME, nl=False)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: errors raised on purpose are printed to stderr and exit with 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    stdout = sys.stdout
    try:
        try:
            code = jjj.main(args=arguments, prog_name="jjj", standalone_mode=False)
        except SystemExit as ended:
            code = ended.code
        if sys.stdout is not stdout:  # click put another in its place: the reader (head, less) has gone
            code = 0
        sys.stdout.flush()
    except JJJError as error:
        click.echo(f"jjj: {error}", err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        click.echo("jjj: stopped", err=True)
        code = 130
    except BrokenPipeError:  # the reader has gone: let what is left in the buffer go nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        click.echo(
            f"jjj: {error.strerror or error}{f': {error.filename}' if error.filename else ''}", err=True
        )
        code = 2
    code = code if isinstance(code, int) else 0
    waiting = sys.modules.get("jjj_graph.store.waiting")
    if waiting and waiting.is_still_working():  # the engine would not let the process end
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)
