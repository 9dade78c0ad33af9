"""The steps of a conversation at which something is expected."""

from enum import StrEnum

import attrs

from ..chat_store import Position


class Step(StrEnum):
    """What is expected of a person; they are in no dialog otherwise.

    Only ids and texts are stored with it, by the names in the comments; everything else
    is read from the database again.
    """

    #: A name for the new avatar. Data: family, gender.
    NAMING = "naming"
    #: Photos of the avatar. Data: avatar.
    UPLOADING = "uploading"
    #: A new name. Data: avatar.
    RENAMING = "renaming"
    #: A prompt. Data: avatar.
    PROMPTING = "prompting"
    #: The size of the pictures and then their number. Data: avatar, words, order,
    #: `source`: the job that the words are from, if any, and `size` once it is chosen.
    ORDERING = "ordering"
    #: Data: avatar.
    FINDING_PACK = "finding_pack"
    #: Data: avatar, order, pack.
    ORDERING_PACK = "ordering_pack"
    #: Data: avatar, order, price.
    AWAITING_PHOTO = "awaiting_photo"
    #: The photo was sent; the next text is the prompt. Data: as above, and wish.
    DESCRIBING = "describing"
    #: Other words for a delivered picture. Data: picture.
    REWORDING = "rewording"
    #: Looking through the gallery. Data: those of favourites, avatar, shape and month
    #: that are filtered by.
    BROWSING = "browsing"
    #: Choosing several pictures. Data: as above, page: the first on the screen, and
    #: chosen: their ids.
    CHOOSING = "choosing"
    #: Data: about, dispute.
    COMPLAINING = "complaining"
    REDEEMING = "redeeming"
    #: The confirmation is on the screen; an older "yes" only asks again.
    FORGETTING = "forgetting"

    # Of admins.
    FINDING_PERSON = "finding_person"
    #: Data: person.
    ADJUSTING_CREDITS = "adjusting_credits"
    #: Data: person, amount, why, tap.
    CONFIRMING_CREDITS = "confirming_credits"
    #: Data: term.
    CHANGING_TERM = "changing_term"
    #: Data: term, and value if it was typed.
    SELLING_BELOW_COST = "selling_below_cost"
    CREATING_PROMO = "creating_promo"
    #: Data: dispute.
    REPLYING = "replying"
    #: Data: broadcast, language.
    WRITING_BROADCAST = "writing_broadcast"
    #: Data: broadcast.
    SCHEDULING_BROADCAST = "scheduling_broadcast"


@attrs.define
class Move:
    """The position of a conversation before an update, and after it.

    The new position is stored in the transaction that ends the update, so an update
    that is handled again finds the conversation where it was the first time.
    """

    at: Position
    to: Position | None = None

    @property
    def position(self) -> Position:
        """The current position of the conversation."""
        return self.to or self.at
