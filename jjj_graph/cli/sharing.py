"""``jjj sharing``."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import emit, output_options
from jjj_graph.errors import InputError

YEAR = click.IntRange(1950, 2100)


class Finite(click.FloatRange):
    """A number within bounds; ``nan`` and ``inf`` are none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number that a text gives."""
        number = super().convert(value, param, ctx)
        return number if isfinite(number) else self.fail(f"{value!r} is not a number.", param, ctx)


@click.command("sharing")
@click.argument("file", metavar="TAXES.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--moved", required=True, type=YEAR, metavar="YEAR", help="Year of the move.")
@click.option(
    "--producing",
    required=True,
    type=YEAR,
    metavar="YEAR",
    help="First year after registration was changed and full production reached.",
)
@click.option("--free-market", is_flag=True, help="No government of the origin leads the move.")
@click.option("--unfit", is_flag=True, help="The mover does not fit the destination's layout of industry.")
@click.option(
    "--threshold",
    type=Finite(min=0),
    metavar="YUAN",
    help="Least mean of the taxes before.  [default: 20000000]",
)
@click.option(
    "--years-before",
    type=click.IntRange(1, 50),
    help="Years before the move that threshold and cap look at.  [default: 3]",
)
@click.option(
    "--origin-share",
    type=Finite(0, 100),
    metavar="PERCENT",
    help="Part of the origin.  [default: 50]",
)
@click.option("--years", type=click.IntRange(0, 50), help="Years of sharing.  [default: 3]")
@click.option(
    "--more-years", type=click.IntRange(0, 50), help="Years added where the cap is not reached.  [default: 2]"
)
@output_options
def sharing_command(
    file: Path,
    moved: int,
    producing: int,
    free_market: bool,
    unfit: bool,
    threshold: float | None,
    years_before: int | None,
    origin_share: float | None,
    years: int | None,
    more_years: int | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Who gets how much of a mover's taxes, year by year, by the rule of 2015 for moves between the three
    places.

    TAXES.csv has the columns year,vat,income,business: the local part of the three taxes that the mover paid,
    in yuan, for the three years before the move and for the years of production, none left out. The rule
    (财预〔2015〕92号): the government of the origin leads the move, the mover fits the layout of the destination
    and paid at least 20 million yuan a year on average; half and half for three years, up to what it paid in
    the three years before; two more years where that is not reached. Every number of the rule can be changed.
    Business tax, which another reform ended in 2016, counts until then.

    \b
    Examples:
      jjj sharing taxes.csv --moved 2015 --producing 2017
      jjj sharing taxes.csv --moved 2015 --producing 2017 --origin-share 40 --years 5 --format csv
    """
    from jjj_graph.analysis.sharing import Rule, share_after_move
    from jjj_graph.inputs import read_taxes

    given = {
        "threshold": None if threshold is None else Decimal(str(threshold)),
        "origin_share": None if origin_share is None else Decimal(str(origin_share)) / 100,
        "years_before": years_before,
        "years": years,
        "more_years": more_years,
    }
    changed = {name: value for name, value in given.items() if value is not None}
    rule = Rule(**changed)  # type: ignore[arg-type]
    taxes = read_taxes(file)
    try:
        found = share_after_move(taxes, moved, producing, not free_market, rule, not unfit)
    except ValueError as error:
        raise InputError(
            str(error), file=file, remedy="look at the years in the file, and at --moved and --producing"
        ) from None
    emit(found.table(), form, output)
