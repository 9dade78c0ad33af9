"""Asking people to agree to what happens to photos, in place of the upload card."""

from avatar_core import Avatar, Person
from avatar_core.use_cases import Config, Uploads

from ..callbacks import Agree, AvatarMove
from ..texts import Texts
from ..view import View
from .creating import upload
from .parts import act, button, name_of, noted


def consent(texts: Texts, config: Config, avatar: Avatar) -> View:
    """Say what happens to the photos of an avatar, and ask for agreement."""
    return texts.page(
        texts(
            "consent",
            name=name_of(texts, avatar),
            days=config.policy.photo_retention.days,
        ),
        button("button-agree", Agree(version=config.consent_version, avatar=avatar.id)),
        act("button-terms", AvatarMove.TERMS, avatar.id),
        act("button-privacy", AvatarMove.PRIVACY, avatar.id),
    )


def upload_card(
    texts: Texts,
    config: Config,
    person: Person,
    uploads: Uploads,
    *,
    note: str | None = None,
) -> View:
    """Show the upload card, or ask for the consent that photos require."""
    if person.has_agreed_to(config.consent_version):
        return upload(texts, uploads, note=note)
    asking = consent(texts, config, uploads.avatar)
    return noted(asking, note) if note else asking
