"""Compose the prompt for an image model from the scene and the person in it."""

from typing import Final

from .avatars import Avatar, Gender


#: The noun for the person, by gender; a style has neither.
NOUNS: Final = {Gender.FEMALE: "woman", Gender.MALE: "man"}


def compose(avatar: Avatar, scene: str, trigger: str) -> str:
    """Return the prompt that draws *scene* with the avatar trained on *trigger*."""
    if avatar.gender is None:
        return f"{scene}, in the style of {trigger}"
    return f"photo of {trigger} {NOUNS[avatar.gender]}, {scene}"
