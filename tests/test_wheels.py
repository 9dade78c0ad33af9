"""Both distributions: what their wheels contain, and that they run when installed."""

import email
import importlib.metadata
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile

from collections.abc import Iterator
from configparser import ConfigParser
from email.message import Message
from pathlib import Path
from typing import Final

import aiohttp
import attrs
import pytest

from tests.browser.sandbox_process import sandbox_process
from tests.test_readme import blocks


ROOT: Final = Path(__file__).parent.parent
SRC: Final = ROOT / "src"


@attrs.frozen
class Wheel:
    """A built wheel."""

    file: Path

    @property
    def names(self) -> set[str]:
        """The path of every file in it."""
        with zipfile.ZipFile(self.file) as archive:
            return set(archive.namelist())

    @property
    def packages(self) -> set[str]:
        """What it installs at the top level, without its own metadata."""
        tops = {name.partition("/")[0] for name in self.names}
        return {top for top in tops if not top.endswith(".dist-info")}

    @property
    def metadata(self) -> Message:
        """What an index shows of it."""
        return email.message_from_string(self.read("METADATA"))

    @property
    def requirements(self) -> list[str]:
        """The names of the distributions it needs."""
        lines: list[str] = self.metadata.get_all("Requires-Dist", [])
        return [re.split(r"[^\w.-]", line)[0] for line in lines]

    def read(self, name: str) -> str:
        """Return a file of its metadata."""
        with zipfile.ZipFile(self.file) as archive:
            (path,) = (
                path for path in self.names if path.endswith(f".dist-info/{name}")
            )
            return archive.read(path).decode()

    def install(self, into: Path) -> None:
        """Unpack it, which is all that installing pure Python means."""
        with zipfile.ZipFile(self.file) as archive:
            archive.extractall(into)


@attrs.frozen
class Environment:
    """A fresh virtual environment."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Where its distributions are installed."""
        (found,) = self.folder.glob("lib/python3.*/site-packages")
        return found

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of it, without what surrounds the tests."""
        surroundings = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        return subprocess.run(  # noqa: S603 - our own interpreter
            [str(self.folder / "bin" / words[0]), *words[1:]],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=surroundings,
        )


def built(project: Path, into: Path) -> Wheel:
    """Build a project's wheel."""
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into)],
        check=True,
        capture_output=True,
        cwd=project,
    )
    (file,) = into.glob("*.whl")
    return Wheel(file)


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    """Build the library."""
    return built(ROOT, tmp_path_factory.mktemp("core"))


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Wheel:
    """Build the bot."""
    return built(SRC, tmp_path_factory.mktemp("bot"))


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Make an environment in which nothing is installed."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    return Environment(tmp_path / "env")


def sources(*packages: str) -> set[str]:
    """Return every file of the packages, but what the interpreter makes of them."""
    return {
        file.relative_to(SRC).as_posix()
        for package in packages
        for file in (SRC / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def needed(names: list[str]) -> Iterator[importlib.metadata.Distribution]:
    """Find the distributions of these names here, and what they need themselves."""
    for name in names:
        distribution = importlib.metadata.distribution(name)
        yield distribution
        further = [
            re.split(r"[^\w.-]", line)[0]
            for line in distribution.requires or []
            if ";" not in line
        ]
        yield from needed(further)


def test_the_core_is_one_package(core: Wheel) -> None:
    """The library's wheel brings `avatar_core` with two requirements."""
    assert {"avatar_core"} == core.packages
    assert ["attrs", "transitions"] == sorted(core.requirements)
    assert sources("avatar_core") <= core.names


def test_the_bot_is_one_package(core: Wheel, bot: Wheel) -> None:
    """The bot's wheel keeps its packages, complete, in one that is its own."""
    assert {"avatar_bot"} == bot.packages
    assert {
        f"avatar_bot/{file}" for file in sources("adapters", "entrypoints")
    } <= bot.names
    assert f"avatar-core=={core.metadata['Version']}" in bot.metadata.get_all(
        "Requires-Dist", []
    )


def test_both_are_one_release(core: Wheel, bot: Wheel) -> None:
    """Version, supported Pythons, author and licence are the same."""
    for field in ("Version", "Requires-Python", "Author", "License-Expression"):
        assert core.metadata[field]
        assert core.metadata[field] == bot.metadata[field]
    assert core.read("licenses/LICENSE") == bot.read("licenses/LICENSE")


@pytest.mark.parametrize("name", ["core", "bot"])
def test_an_index_can_show_it(name: str, request: pytest.FixtureRequest) -> None:
    """The description has no link that leads nowhere outside the repository."""
    wheel: Wheel = request.getfixturevalue(name)
    description = wheel.metadata.get_payload()
    classifiers = wheel.metadata.get_all("Classifier", [])

    links = re.findall(r"\]\(([^)]*)\)", str(description))

    assert "Licence: MIT" in str(description)
    assert [link for link in links if not link.startswith("https://")] == []
    assert wheel.metadata["Keywords"]
    for python in ("3.11", "3.12", "3.13", "3.14"):
        assert f"Programming Language :: Python :: {python}" in classifiers


def test_the_core_runs_alone(core: Wheel, environment: Environment) -> None:
    """With nothing but its requirements installed, the library's example works."""
    core.install(environment.packages)
    for distribution in needed(core.requirements):
        for file in distribution.files or []:
            if ".." not in file.parts and file.suffix != ".pyc":
                target = environment.packages / file
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(Path(str(file.locate())).read_bytes())
    (example,) = blocks("python", SRC / "avatar_core" / "README.md")

    ran = environment.run("python", "-W", "error", "-c", example)
    others = environment.run(
        "python",
        "-c",
        "from importlib.util import find_spec as find; import avatar_core.testing\n"
        "print(find('adapters'), find('entrypoints'), find('aiogram'))",
    )

    assert ("10\ntraining\n", "") == (ran.stdout, ran.stderr)
    assert ("None None None\n", "") == (others.stdout, others.stderr)


def installed_bot(core: Wheel, bot: Wheel, environment: Environment) -> Path:
    """Install both beside strangers of the same names; return the command.

    What they need besides is found where it is installed for the tests.
    """
    core.install(environment.packages)
    bot.install(environment.packages)
    for name in ("adapters", "entrypoints"):
        stranger = environment.packages / name
        stranger.mkdir()
        (stranger / "__init__.py").write_text("raise ImportError('a stranger')\n")
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (environment.packages / "others.pth").write_text("\n".join(others))
    scripts = ConfigParser()
    scripts.read_string(bot.read("entry_points.txt"))
    module, function = scripts["console_scripts"]["avatar-bot"].split(":")
    command = environment.folder / "bin" / "avatar-bot"
    command.write_text(
        f"#!{environment.python}\n"
        f"import sys\nfrom {module} import {function}\nsys.exit({function}())\n"
    )
    command.chmod(0o755)
    return command


async def test_the_installed_bot_answers(
    core: Wheel,
    bot: Wheel,
    environment: Environment,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sandbox and product find their own packages, though others have their names."""
    command = installed_bot(core, bot, environment)
    monkeypatch.delenv("PYTHONPATH", raising=False)

    async with (
        sandbox_process(tmp_path / "data", command=command) as sandbox,
        aiohttp.ClientSession(sandbox.url) as page,
    ):
        await page.post("chat/open", json={})
        await page.post("chat/1001/text", json={"text": "/start"})
        async with page.get("chat/1001/events") as events:
            async for line in events.content:
                if b'"is_bot": true' in line:
                    break

    assert "" == (tmp_path / "data.log").read_text()
