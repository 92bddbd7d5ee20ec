"""What a travel takes of what a person has once: kilometres of each year, the floor of mopeds of each month (R24)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from services.expenses.rules.intervals import Intervals
from services.expenses.rules.trips import MonthPaid
from services.expenses.rules.two_wheelers import top_up


@dataclass(frozen=True, slots=True)
class Takings:
    """Of one travel, or of all those of a person that are validated."""

    years: Mapping[int, Intervals] = field(default_factory=dict)
    months: Mapping[tuple[int, int], MonthPaid] = field(default_factory=dict)

    @classmethod
    def read(cls, stored: Iterable[tuple[str, Any]]) -> "Takings":
        """Those that are kept, of one part or of several together: years, and months with a hyphen."""
        years: dict[int, Intervals] = {}
        months: dict[tuple[int, int], MonthPaid] = {}
        for name, value in stored:
            year, _, month = name.partition("-")
            if month:
                known = months.get((int(year), int(month)), MonthPaid())
                months[int(year), int(month)] = known + MonthPaid(*value)
            else:
                years[int(year)] = years.get(int(year), Intervals()) | Intervals.read(value)
        return cls(years, months)

    @property
    def stored(self) -> dict[str, Any]:
        """The shape in which they are kept with a part.

        `{"2026": [[0, 1200]], "2026-06": [640, 360, 1000]}`: pairs of tenths of a kilometre; allowance, top-up and
        floor in cents.
        """
        months = {
            f"{year:04d}-{month:02d}": [one.allowance_cents, one.top_up_cents, one.floor_cents]
            for (year, month), one in self.months.items()
        }
        return {str(year): taken.stored for year, taken in self.years.items()} | months

    def are_moved_by(self, others: "Takings") -> bool:
        """Whether a travel would take something else, as others stand now."""
        return any(
            others.years.get(year, Intervals()).lowest_free(taken.length) != taken for year, taken in self.years.items()
        ) or any(
            top_up(one.allowance_cents, one.floor_cents, others.months.get(month, MonthPaid())) != one.top_up_cents
            for month, one in self.months.items()
            if one.floor_cents
        )
