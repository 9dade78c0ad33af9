"""The real product, killed a few times; `nox -s crash` kills it more often."""

from pathlib import Path

from tests.proofs.crash.boundary import Moment
from tests.proofs.crash.kills import kill


async def test_a_few_kills(tmp_path: Path) -> None:
    """Kills before and after the commits of a job's first steps break no promise."""
    report = await kill(tmp_path, 4, seed=0, within="Jobs.")

    assert [] == report.findings.broken
    assert {*Moment} == {moment for _, moment in report.boundaries}
    assert 4 == len(report.boundaries)
    assert report.people <= report.findings.ends.total()
