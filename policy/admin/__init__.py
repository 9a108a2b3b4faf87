"""The governors' site at /admin/: policies, versions and reviews, and nothing else."""

from policy.admin.site import site

__all__ = ["site"]
