"""Writes the one select statement that answers (metrics, by) over logical tables.

Each logical table is summed once at the grain asked (a slice), in two steps: cells are sums by the dimensions asked and
those the metrics' conditions look at, which is quick; conditions then meet a few hundred cells instead of every row.
The slices are joined and the metrics computed from the sums: ratios are never added up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from queries.dictionary import Component, Metric
from queries.filters import NO_FILTERS, Filters

_PLATFORM = ("platform", "platform_kind")
_LOOKED_AT = (
    "bucket", "to_bucket", "loan_class", "channel", "category", "agency", "outcome", "recovered_by", "plan_status",
)  # fmt: skip
# What a case keeps for as long as it is open: over several months it is counted where it comes in.
LASTING = frozenset({"platform", "platform_kind", "region", "product"})
_CASTS = {"count": "::bigint"}
_REPORTED = """select platform, month
from table_month
where table_name in ({})
group by platform, month
having count(*) = {}"""
_FIRST_MONTH = "min(month) over (partition by platform) as first_month"
_NAME = re.compile(r"\w+")
# The split into one part: everything.
NO_SPLIT = ""
Sets = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Slice:
    """Sums read from one logical table in one pass, at the grain of `by`."""

    table: str
    adds_up: str
    instead: tuple[tuple[str, str], ...]
    components: tuple[Component, ...]
    by: tuple[str, ...]
    where_reported: tuple[str, ...] = ()
    is_peak: bool = False

    @property
    def where(self) -> str:
        """The rows read: of stocks those of one month-end, of things told apart those that one of the counts is of."""
        kept = ["month = $as_of"] if self.adds_up == "stock" else []
        if all(one.kind == "distinct" and one.when for one in self.components):
            kept.append(f"({' or '.join(dict.fromkeys(one.when for one in self.components))})")
        return " and ".join(kept)

    @property
    def reported(self) -> str:
        """The step that tells which platforms and months count, where not all do."""
        return "_".join(["reported", *self.where_reported]) if self.where_reported else ""

    @property
    def keys(self) -> list[str]:
        """The dimensions of its cells; none where no condition looks at any, or rows must be told apart."""
        kinds = {one.kind for one in self.components}
        if kinds & {"distinct", "median"}:
            return []
        conditions = " ".join([*(one.when for one in self.components), *(value for _, value in self.instead)])
        looked_at = [name for name in _LOOKED_AT if name in _NAME.findall(conditions)]
        months = ["platform", "month"] if self.where_reported or self.adds_up == "once" else []
        months = months or (["platform"] if "squares" in kinds else [])
        if not looked_at and not months:
            return []
        kept = [name for name in self.by if name not in dict(self.instead)]
        return list(dict.fromkeys([*kept, *months, *looked_at]))


def statement(
    metrics: Sequence[Metric], by: Sequence[str], filters: Filters = NO_FILTERS, everywhere: Sets = frozenset()
) -> str:
    """The select statement that computes the metrics; it binds `$as_of`, the month-end of stocks, where it needs it.

    `filters` only say how cases can be counted once: applying them is left to who runs it. `everywhere` are sets of
    tables that are reported wherever there is anything in view to sum: nothing has to be left out for them.
    """
    components = [component for one in metrics for component in one.components]
    columns = [*by, *(column for one in metrics for column in _columns(one))]
    return _selected(components, columns, by, filters, everywhere)


def sums(
    components: Iterable[Component],
    by: Sequence[str],
    filters: Filters = NO_FILTERS,
    *,
    beside: Iterable[Component] = (),
) -> str:
    """The select statement that gives the sums themselves, each under its name; else as `statement`.

    What stands `beside` them makes no rows of its own.
    """
    listed = {one.name: one for one in components}
    more = {one.name: one for one in beside if one.name not in listed}
    return _selected([*listed.values(), *more.values()], [*by, *listed, *more], by, filters, frozenset(), more)


def _selected(
    components: Iterable[Component],
    columns: Sequence[str],
    by: Sequence[str],
    filters: Filters,
    everywhere: Sets,
    beside: Collection[str] = (),
) -> str:
    slices = _slices([_counted(component, by, filters) for component in components], tuple(by), everywhere, beside)
    names = [f"sums_{number}" for number, _ in enumerate(slices, 1)] if len(slices) > 1 else ["sums"]
    steps = [*_reported(slices), *(step for name, one in zip(names, slices, strict=True) for step in _steps(name, one))]
    order = f"\norder by {', '.join(by)}" if by else ""
    return f"with {', '.join(steps)}\n{_select(columns, _joined(names, slices, beside))}{order}"


def parts(table: str, dimensions: Sequence[str], components: Sequence[Component], where_reported: Sequence[str]) -> str:
    """The select statement that sums components of one table by one dimension after the other, in one pass.

    A row is of a month, a dimension (`held`; NO_SPLIT for the table as a whole), one of its parts and a component; the
    `value` is null only where no row reports it at all. What is summed is what all tables `where_reported` are for.
    """
    of_one = Slice(table, "flow", (), tuple(components), (), tuple(where_reported))
    values = ", ".join(one or _quoted([one]) for one in dimensions)
    held = [f"unnest([{_quoted(dimensions)}]) as held", f"unnest([{values}]) as part"]
    rows = _step("parts", _select(["*", *held], f"{table}{_semi_join(of_one)}"))
    totals = ", ".join(f"{_sum(one, one.expression)}::double" for one in components)
    long = [f"unnest([{_quoted(one.name for one in components)}]) as component", f"unnest([{totals}]) as value"]
    steps = ", ".join([*_reported([of_one]), rows])
    return f"with {steps}\n{_select(['month', 'held', 'part', *long], 'parts', groups=3)}"


def _semi_join(one: Slice) -> str:
    return f"\nsemi join {one.reported} using (platform, month)" if one.reported else ""


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _counted(one: Component, by: Collection[str], filters: Filters) -> Component:
    """How to count what may be there in several months: within one it adds up, over more each counts once."""
    if one.adds_up != "once" or one.each is None:
        return one
    if "month" in by or filters.is_one_month:
        return replace(one, adds_up="flow")
    lasting = {*by, *filters.dimensions()} & one.dimensions <= LASTING
    return one if lasting else replace(one.each, where_reported=one.where_reported)


def _slices(
    components: Iterable[Component], by: tuple[str, ...], everywhere: Sets, beside: Collection[str]
) -> list[Slice]:
    """The components by the pass that reads them; within a month stocks, flows and averages are read alike.

    A table is split by what it holds of `by`: by anything else it is taken whole. Tables taken whole come last, after
    those that only stand `beside`.
    """
    found: dict[Slice, dict[str, Component]] = {}
    for one in components:
        adds_up = "flow" if "month" in by else one.adds_up
        instead = tuple(entry for entry in one.instead if entry[0] in by)
        held = tuple(name for name in by if name in one.dimensions)
        where = () if one.where_reported in everywhere and one.kind == "sum" else one.where_reported
        key = Slice(one.table, adds_up, instead, (), held, where, one.kind == "max")
        found.setdefault(key, {})[one.name] = one
    slices = [replace(key, components=tuple(members.values())) for key, members in found.items()]
    return sorted(slices, key=lambda one: (one.by != by, _is_beside(one, beside)))


def _is_beside(one: Slice, beside: Collection[str]) -> bool:
    return all(component.name in beside for component in one.components)


def _reported(slices: Iterable[Slice]) -> list[str]:
    """The platforms and months of which all the tables that a ratio is made of are reported, once for each set."""
    sets = {one.reported: one.where_reported for one in slices if one.reported}
    return [_step(name, reported(tables)) for name, tables in sets.items()]


def reported(tables: Collection[str]) -> str:
    """The select statement that tells the platforms and months of which all the tables are reported."""
    return _REPORTED.format(_quoted(tables), len(tables))


def _steps(name: str, one: Slice) -> list[str]:
    counted = _semi_join(one)
    if one.is_peak:
        return _peaks(name, one, f"{one.table}{counted}")
    if not one.keys:
        return [_step(name, _sums(one, f"{one.table}{counted}", one.where, cells=False))]
    # A replaced dimension says nothing about the cells its sums leave out.
    kept = " and ".join(component.when for component in one.components) if one.instead else ""
    steps, source = [_step(f"{name}_cells", _cells(one))], f"{name}_cells{counted}"
    if one.adds_up == "once":
        steps.append(_step(f"{name}_since", _select(["*", _FIRST_MONTH], source)))
        source = f"{name}_since"
    return [*steps, _step(name, _sums(one, source, kept, cells=True))]


def _peaks(name: str, one: Slice, source: str) -> list[str]:
    """The largest single units: no unit can have more than its largest of every month together."""
    instead = dict(one.instead)
    listed = [f"{instead[key]} as {key}" if key in instead else key for key in one.by]
    peaks = [f"max({_kept(part)}) as {part.name}" for part in one.components]
    where = " and ".join(part.when for part in one.components if part.when) if instead else one.where
    if "month" in one.by or one.adds_up == "stock":
        return [_step(name, _select([*listed, *peaks], source, where, groups=len(listed)))]
    monthly = _select([*listed, "month", *peaks], source, where, groups=len(listed) + 1)
    over = "avg" if one.adds_up == "average" else "sum"
    added = [f"{over}({part.name}) as {part.name}" for part in one.components]
    together = _select([*one.by, *added], f"{name}_monthly", groups=len(one.by))
    return [_step(f"{name}_monthly", monthly), _step(name, together)]


def _kept(part: Component) -> str:
    return f"case when {part.when} then {part.expression} end" if part.when else part.expression


def _step(name: str, select: str) -> str:
    indented = "\n".join(f"    {line}" for line in select.splitlines())
    return f"{name} as (\n{indented}\n)"


def _cells(one: Slice) -> str:
    sums = {_cell(component): f"sum({component.expression})" for component in one.components}
    if one.adds_up == "once":
        sums |= {component.entered: f"sum({component.entered})" for component in one.components}
    named = [f"{value} as {name}" for name, value in sums.items()]
    return _select([*one.keys, *named], one.table, one.where, groups=len(one.keys))


def _cell(one: Component) -> str:
    """What a component's value is called in the cells: a plain column keeps its name, and is summed once."""
    return one.expression if one.expression.isidentifier() else f"{one.id}_part"


def _sums(one: Slice, source: str, where: str, *, cells: bool) -> str:
    divided = " / any_value(month_ends)" if one.adds_up == "average" else ""
    instead = dict(one.instead)
    dimensions = [f"{instead[name]} as {name}" if name in instead else name for name in one.by]
    values = [(component, _cell(component) if cells else component.expression) for component in one.components]
    total = _entered if one.adds_up == "once" else _sum
    sums = [f"{total(component, value)}{divided} as {component.name}" for component, value in values]
    ends = _month_ends(one.by) if divided else ""
    return _select([*dimensions, *sums], f"{source}{ends}", where, groups=len(one.by))


def _sum(one: Component, value: str) -> str:
    """The sum over the rows that count; null only where no row of the group reports the value at all."""
    if one.kind == "median":
        return f"median({value})"
    if one.kind == "squares":
        return f"sum(power({value}, 2))"
    if one.kind == "distinct":
        kept = f" filter (where {one.when})" if one.when else ""
        return f"case when count(*) > 0 then count(distinct {value}){kept} end"
    other = f"when {value} is not null then 0"
    counted = f"case\n        when {one.when} then {value}\n        {other}\n    end" if one.when else value
    return f"sum({counted}){_CASTS.get(one.unit, '')}"


def _entered(one: Component, value: str) -> str:
    """Those there in the first of a platform's months, and those that came in later."""
    return f"sum(case when month = first_month then {value} else {one.entered} end){_CASTS.get(one.unit, '')}"


def _month_ends(by: Sequence[str]) -> str:
    """The number of month-ends behind an average: those with a book among the platforms of the group."""
    kept = [name for name in by if name in _PLATFORM]
    counted = _select([*kept, "count(distinct month) as month_ends"], "reported_month", "loans > 0", len(kept))
    return f"\ninner join ({counted}) using ({', '.join(kept)})" if kept else f"\ncross join ({counted})"


def _columns(one: Metric) -> list[str]:
    others = {"denominator": one.denominator, "count": one.count}
    parts = {"numerator": one.counted} | {part: id and one.component(id).name for part, id in others.items()}
    named = [f"{name or 'null::double'} as {one.id}__{part}" for part, name in parts.items()]
    return [f"{one.expression} as {one.id}", *named]


def _joined(names: Sequence[str], slices: Sequence[Slice], beside: Collection[str]) -> str:
    """The slices side by side; one taken whole, or only `beside`, makes no rows."""
    by = slices[0].by
    joined = names[0]
    for name, one in zip(names[1:], slices[1:], strict=True):
        kind = "full" if one.by == by and not _is_beside(one, beside) else "left"
        joined += f"\n{kind} join {name} using ({', '.join(one.by)})" if one.by else f" cross join {name}"
    return joined


def _select(columns: Sequence[str], source: str, where: str = "", groups: int = 0) -> str:
    listed = ",\n    ".join(columns)
    grouped = ", ".join(str(place) for place in range(1, groups + 1))
    parts = [f"select\n    {listed}", f"from {source}", where and f"where {where}", grouped and f"group by {grouped}"]
    return "\n".join(part for part in parts if part)
