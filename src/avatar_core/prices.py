"""What things cost, in credits."""

import attrs


@attrs.frozen(kw_only=True)
class PriceBook:
    """All prices of this installation, in whole credits."""

    training: int = attrs.field(default=150, validator=attrs.validators.ge(0))
    picture: int = attrs.field(default=5, validator=attrs.validators.ge(0))
    #: Given once to every new person.
    welcome: int = attrs.field(default=200, validator=attrs.validators.ge(0))

    def pictures(self, count: int) -> int:
        """Return the price of *count* pictures."""
        return self.picture * count
