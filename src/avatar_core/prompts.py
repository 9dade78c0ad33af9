"""What an image model is sent: the scene, and who is to be seen in it."""

from typing import Final

from .avatars import Avatar, Gender


#: By gender, how a prompt names the person; a style has neither.
NOUNS: Final = {Gender.FEMALE: "woman", Gender.MALE: "man"}


def compose(avatar: Avatar, scene: str, trigger: str) -> str:
    """Return the prompt that draws *scene* with the avatar trained to *trigger*."""
    if avatar.gender is None:
        return f"{scene}, in the style of {trigger}"
    return f"photo of {trigger} {NOUNS[avatar.gender]}, {scene}"
