"""Kill the real product or take its resources away, and check its promises.

The whole product runs in a process of its own, in front of both emulators, for
several people at once. It is killed at every commit boundary and at random moments
and started again: `nox -s crash -- --kills 200` does so on both databases, and
`--scenario NAME` runs another disaster. `docs/crash.md` says what this proves.
"""

import argparse
import asyncio
import logging
import sys
import tempfile

from pathlib import Path

from tests.databases import postgres_url

from .kills import Report, kill
from .scenarios import SCENARIOS


def main() -> int:
    """Run the kills or scenarios of the command line; return 1 if a promise was broken."""
    parser = argparse.ArgumentParser("nox -s crash --", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on each database")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    parser.add_argument("--scenario", choices=[*SCENARIOS, "all"])
    asked = parser.parse_args()
    logging.disable()  # the emulators say what they refuse; it is meant to be
    if asked.scenario is None:
        return _kill(asked.kills, asked.seed)
    names = SCENARIOS if asked.scenario == "all" else [asked.scenario]
    return max(_rehearse(name) for name in names)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _kill(kills: int, seed: int) -> int:
    broken = 0
    for database in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory(prefix="crash-") as data:
            url = postgres_url() if database == "PostgreSQL" else None
            report = asyncio.run(kill(Path(data), kills, seed, database_url=url))
        _say(f"{database}: {_summary(report)}")
        for fault in report.findings.broken:
            _say(f"  BROKEN: {fault}")
        broken += len(report.findings.broken)
    return bool(broken)


def _summary(report: Report) -> str:
    findings = report.findings
    ends = ", ".join(f"{end} {count}" for end, count in findings.ends.most_common())
    return (
        f"{report.kills} kills in {report.seconds:.0f} s"
        f" ({report.seconds / max(report.kills, 1):.1f} s each),"
        f" {len(report.boundaries)} at commits, {report.moments} at random moments;\n"
        f"  {report.people} people, jobs: {ends}; {findings.taken} paid calls,"
        f" {findings.sent_again} of them after one that had failed,"
        f" {findings.stars} Stars paid, {findings.told_twice} ends told twice,"
        f" {findings.by_notice} by a notice,"
        f" {findings.halves} halves of files left;"
        f" {len(findings.broken)} promises broken"
    )


def _rehearse(name: str) -> int:
    with tempfile.TemporaryDirectory(prefix="crash-") as data:
        report = asyncio.run(SCENARIOS[name](Path(data)))
    _say(f"{name}: {report.summary}")
    for fault in report.findings.broken:
        _say(f"  BROKEN: {fault}")
    return bool(report.findings.broken)


if __name__ == "__main__":
    sys.exit(main())
