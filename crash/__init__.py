"""The product killed and starved for real, and what must be true afterwards.

The whole product runs in a process of its own, in front of both emulators, for
several people at once. It is killed at every commit boundary and at random moments
and started again; ``python -m crash --kills 200`` does so on both databases, and
``--scenario`` names other disasters. `docs/crash.md` says what this proves.
"""
