"""What an image model is sent: the scene, and who is to be seen in it."""

from typing import Final

from .avatars import Avatar, Gender


#: How whoever is drawn is called.
NOUNS: Final = {Gender.FEMALE: "woman", Gender.MALE: "man"}


def compose(avatar: Avatar, scene: str, trigger: str) -> str:
    """Return the prompt that draws *scene* with the avatar trained to *trigger*."""
    return f"photo of {trigger} {NOUNS[avatar.gender]}, {scene}"
