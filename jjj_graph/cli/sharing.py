"""``jjj sharing``."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from jjj_graph.cli.options import emit, output_options
from jjj_graph.errors import InputError

YEAR = click.IntRange(1950, 2100)


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
    type=click.FloatRange(min=0),
    metavar="YUAN",
    help="Least mean of the taxes before.  [default: 20000000]",
)
@click.option(
    "--origin-share",
    type=click.FloatRange(0, 100),
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
    origin_share: float | None,
    years: int | None,
    more_years: int | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Who gets how much of a mover's taxes, year by year, by the rule of 2015 for moves between the three places.

    TAXES.csv has the columns year,vat,income,business: the local part of the three taxes that the mover paid, in yuan, for
    the three years before the move and for the years of production. The rule (财预〔2015〕92号): the government of the origin
    leads the move, the mover fits the layout of the destination and paid at least 20 million yuan a year on average; half
    and half for three years, up to what it paid in the three years before; two more years where that is not reached. Every
    number of the rule can be changed.

    \b
    Examples:
      jjj sharing taxes.csv --moved 2015 --producing 2017
      jjj sharing taxes.csv --moved 2015 --producing 2017 --origin-share 40 --years 5 --format csv
    """
    from jjj_graph.analysis.sharing import Rule, share, split
    from jjj_graph.inputs import read_taxes

    given = {
        "threshold": None if threshold is None else Decimal(str(threshold)),
        "origin_share": None if origin_share is None else Decimal(str(origin_share)) / 100,
        "years": years,
        "more_years": more_years,
    }
    rule = Rule(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    before, after = split(read_taxes(file), moved, producing, rule)
    try:
        found = share(before, after, not free_market, rule, not unfit)
    except ValueError as error:
        raise InputError(
            str(error), file=file, remedy="look at the years in the file, and at --moved and --producing"
        ) from None
    emit(found.table(), form, output)
