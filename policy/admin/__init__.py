"""The governors' site at /admin/: policies, versions and reviews, and nothing else."""

from policy.admin.policies import PolicyAdmin, VersionAdmin
from policy.admin.reviews import ReviewAdmin
from policy.admin.site import site
from policy.models import Policy, Review, Version

site.register(Policy, PolicyAdmin)
site.register(Version, VersionAdmin)
site.register(Review, ReviewAdmin)

__all__ = ["site"]
