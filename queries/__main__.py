"""Ask the warehouse from a terminal or a script: `python -m queries par30_count --by month --where region=…`."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

from queries import oversight
from queries.asking import asking
from queries.explore.command import exploring
from queries.sql.command import sql


class _Asking(TyperGroup):
    """A group in which words that name no command are a question."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, args if args and args[0] in self.commands else ["ask", *args])


app = typer.Typer(cls=_Asking, add_completion=False, pretty_exceptions_enable=False)
app.command("ask", epilog="python -m queries access --help · python -m queries audit --help")(asking)
app.command("explore")(exploring)
app.command("sql")(sql)
app.add_typer(oversight.access, name="access")
app.add_typer(oversight.trail, name="audit")

if __name__ == "__main__":
    app(prog_name="python -m queries")
