"""The list of avatars and the card of one."""

from collections.abc import Mapping, Sequence, Set as AbstractSet
from typing import Final

from avatar_core import Avatar, AvatarEvent
from avatar_core.avatars import MAX_PHOTOS, MIN_PHOTOS, Hair
from avatar_core.errors import InvalidTextError
from avatar_core.ids import AvatarId
from avatar_core.texts import NAME_MAX, NAME_MIN
from avatar_core.use_cases import AvatarCard

from ..callbacks import AvatarAction, AvatarMove, AvatarsPage, JobMove, Section, SetHair
from ..texts import Texts
from ..view import AnyButton, Image, Row, View
from .creating import kind
from .parts import (
    act,
    around,
    button,
    continue_draft,
    day,
    final,
    menu,
    name_of,
    steer,
    words_fault,
)


_PER_PAGE: Final = 8

#: The buttons of a card in order; shown if the lifecycle allows the event.
CARD_BUTTONS: Final[Mapping[AvatarEvent, tuple[str, AvatarMove]]] = {
    AvatarEvent.GENERATE: ("button-avatar-generate", AvatarMove.GENERATE),
    AvatarEvent.ADD_PHOTO: ("button-avatar-upload", AvatarMove.UPLOAD),
    AvatarEvent.START: ("button-avatar-start", AvatarMove.SUMMARY),
    AvatarEvent.RETRY: ("button-avatar-retry", AvatarMove.SUMMARY),
    AvatarEvent.REOPEN: ("button-avatar-reopen", AvatarMove.REOPEN),
    AvatarEvent.MAKE_MAIN: ("button-avatar-main", AvatarMove.MAKE_MAIN),
    AvatarEvent.RENAME: ("button-avatar-rename", AvatarMove.RENAME),
    AvatarEvent.DELETE: ("button-avatar-delete", AvatarMove.DELETE),
}

#: The buttons that come last.
_TIDYING: Final = frozenset({AvatarEvent.RENAME, AvatarEvent.DELETE})


def avatars_page(
    texts: Texts, avatars: Sequence[Avatar], main: AvatarId | None, number: int = 0
) -> View:
    """List the avatars, the newest first."""
    if not avatars:
        return texts.page(
            texts("avatars-none", min=MIN_PHOTOS, max=MAX_PHOTOS),
            menu("button-create", Section.CREATE),
        )
    newest_first = avatars[::-1]
    last = (len(avatars) - 1) // _PER_PAGE
    here = max(0, min(number, last))
    shown = newest_first[here * _PER_PAGE : (here + 1) * _PER_PAGE]
    lines = [_line(texts, avatar, starred=avatar.id == main) for avatar in shown]
    return texts.page(
        texts("avatars", count=len(avatars)),
        *lines,
        around(lambda n: AvatarsPage(page=n), here, last + 1),
        menu("button-create", Section.CREATE),
    )


def _line(texts: Texts, avatar: Avatar, *, starred: bool) -> AnyButton:
    return act(
        "avatars-line",
        AvatarMove.SHOW,
        avatar.id,
        star="⭐ " if starred else "",
        mark=texts.plain_of(avatar.status, "status-mark"),
        name=name_of(texts, avatar),
    )


def avatar_card(texts: Texts, card: AvatarCard, *, note: str | None = None) -> View:
    """Show an avatar with the actions that are possible now."""
    avatar, training = card.avatar, card.training
    facts = texts(
        "avatar-card",
        name=name_of(texts, avatar),
        status=texts.plain_of(avatar.status),
        kind=kind(texts, avatar),
        photos=avatar.photo_count,
        created=day(texts, avatar.created_at),
    )
    place, neighbours = _neighbours(texts, card)
    return texts.page(
        note,
        facts,
        texts("avatar-card-main") if card.is_main else None,
        place,
        steer("button-avatar-progress", JobMove.SHOW, training.id)
        if training is not None and training.open
        else None,
        *_actions(card, CARD_BUTTONS.keys() - _TIDYING),
        act(
            "button-avatar-pictures",
            AvatarMove.PICTURES,
            avatar.id,
            count=card.pictures,
        )
        if card.pictures
        else None,
        _hair(texts, avatar),
        *_actions(card, _TIDYING),
        neighbours,
        menu("button-avatar-list", Section.AVATARS),
        image=Image(key=card.preview) if card.preview else None,
    )


def choose_hair(texts: Texts, avatar: Avatar) -> View:
    """Ask what the hair is like, for packs whose prompts mention it."""
    choices = [
        button(
            "chosen" if hair is avatar.hair else "not-chosen",
            SetHair(avatar=avatar.id, hair=hair),
            name=texts.plain_of(hair) if hair else texts.plain("hair-unsaid"),
        )
        for hair in (*Hair, None)
    ]
    return texts.page(
        texts("choose-hair", name=name_of(texts, avatar)),
        *choices,
        act("button-back", AvatarMove.SHOW, avatar.id),
    )


def _hair(texts: Texts, avatar: Avatar) -> AnyButton | None:
    if avatar.gender is None:
        return None
    said = avatar.hair
    hair = texts.plain_of(said) if said else texts.plain("hair-unsaid")
    return act("button-avatar-hair", AvatarMove.HAIR, avatar.id, hair=hair)


def _actions(card: AvatarCard, among: AbstractSet[AvatarEvent]) -> list[AnyButton]:
    possible = among & card.avatar.actions
    return [
        act(key, move, card.avatar.id)
        for event, (key, move) in CARD_BUTTONS.items()
        if event in possible and not (event is AvatarEvent.MAKE_MAIN and card.is_main)
    ]


def _neighbours(texts: Texts, card: AvatarCard) -> tuple[str | None, Row | None]:
    """Return the avatar's place among all, and the buttons to those beside it."""
    everything, total = card.everything, len(card.everything)
    if total == 1:
        return None, None
    here = everything.index(card.avatar.id)

    def show(number: int) -> AvatarAction:
        return AvatarAction(move=AvatarMove.SHOW, avatar=everything[number])

    return texts("place", number=here + 1, total=total), around(show, here, total)


def ask_new_name(
    texts: Texts, avatar: Avatar, fault: InvalidTextError | None = None
) -> View:
    """Ask for a new name; *fault* is of the last answer."""
    return texts.page(
        words_fault(texts, fault, "name-fault"),
        texts(
            "ask-new-name",
            name=name_of(texts, avatar),
            min=NAME_MIN,
            max=NAME_MAX,
        ),
        act("button-back", AvatarMove.SHOW, avatar.id),
    )


def ask_delete(texts: Texts, avatar: Avatar) -> View:
    """Ask to confirm the deletion of an avatar."""
    return texts.page(
        texts("ask-delete", name=name_of(texts, avatar)),
        act("button-keep", AvatarMove.SHOW, avatar.id),
        final(act("button-delete-for-good", AvatarMove.DELETE_FOR_GOOD, avatar.id)),
    )


def which_draft(texts: Texts, drafts: Sequence[Avatar]) -> View:
    """Ask which avatar the photos are for that were sent outside of an upload."""
    newest_first = drafts[::-1]
    choices = [continue_draft(draft) for draft in newest_first[:_PER_PAGE]]
    return texts.page(texts("several-drafts"), *choices)
