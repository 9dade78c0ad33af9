"""Reads a Dockerfile as its builder does."""

import json
import re

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import attrs


ROOT: Final = Path(__file__).parents[1]


@attrs.frozen
class Instruction:
    """One instruction, such as RUN, and what follows it."""

    name: str
    rest: str

    @property
    def words(self) -> Sequence[str]:
        """The rest in JSON's form, or split at its spaces."""
        if self.rest.startswith("["):
            return [str(word) for word in json.loads(self.rest)]
        return self.rest.split()


def stages(file: Path = ROOT / "Dockerfile") -> list[list[Instruction]]:
    """Return the instructions of each stage; each begins with FROM."""
    text = re.sub(r"(?m)^\s*#.*\n", "", file.read_text("utf-8"))
    found: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            if name == "FROM":
                found.append([])
            found[-1].append(Instruction(name, rest.strip()))
    return found
