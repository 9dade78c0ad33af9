"""A measured figure, its baseline from the same run, and its bound."""

import attrs


@attrs.frozen(kw_only=True)
class Figure:
    """A measured value."""

    name: str
    #: The baseline it is compared with.
    floor: str
    value: float
    bound: float
    unit: str
    #: Whether bigger is better.
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is within its bound."""
        if self.at_least:
            return self.value >= self.bound
        return self.value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "ok" if self.holds else "MISSED"
        return (
            f"{self.name}: {self.value:.2f} {self.unit} "
            f"(wanted {sign} {self.bound:g}; floor: {self.floor})  {verdict}"
        )
