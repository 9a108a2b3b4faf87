"""The demo school's official voice: accounts, official users in every state, a year of posts, things passed on.

`build(world, now)` needs the people and the policy that school and policy put into the world, and leaves
world["accounts"] by platform and world["posts"] by state. Nothing here writes a row but through the
actions that people use.
"""

from approvals.demo.building import build

__all__ = ["build"]
