"""Distinct id types, and their factory."""

from collections.abc import Callable
from typing import NewType, TypeAlias
from uuid import UUID


#: The person's id in the messenger (Telegram: 52 bits).
PersonId = NewType("PersonId", int)
#: Stands for a person in keys and links that others see. It is random, and another one
#: once they were forgotten.
Alias = NewType("Alias", UUID)
AvatarId = NewType("AvatarId", UUID)
PhotoId = NewType("PhotoId", UUID)
JobId = NewType("JobId", UUID)
PictureId = NewType("PictureId", UUID)
BroadcastId = NewType("BroadcastId", UUID)
PaymentId = NewType("PaymentId", UUID)
DisputeId = NewType("DisputeId", UUID)
#: A short name, used in links and buttons for ever.
PackId = NewType("PackId", str)

#: Returns a new, unguessable id at every call.
Ids: TypeAlias = Callable[[], UUID]
