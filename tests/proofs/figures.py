"""A measured figure, its baseline from the same run, and its bound."""

import attrs


@attrs.frozen(kw_only=True)
class Figure:
    """A measured value."""

    name: str
    #: The baseline it is compared with.
    floor: str
    value: float
    #: None: it is measured only to be known.
    bound: float | None
    unit: str
    #: Whether bigger is better.
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is within its bound."""
        if self.bound is None:
            return True
        if self.at_least:
            return self.value >= self.bound
        return self.value <= self.bound

    @property
    def wanted(self) -> str:
        """The bound in words."""
        if self.bound is None:
            return "no bound"
        return f"{'≥' if self.at_least else '≤'} {self.bound:g} {self.unit}"

    @property
    def measured(self) -> str:
        """The value, and whether it misses its bound."""
        return f"{self.value:.2f} {self.unit}{'' if self.holds else ' MISSED'}"

    def __str__(self) -> str:
        return f"{self.name}: {self.measured} (wanted {self.wanted}; {self.floor})"
