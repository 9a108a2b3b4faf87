"""The only admin of the portal. It asks offices, never Django's permissions."""

from django.contrib.admin import AdminSite


class GovernorsSite(AdminSite):
    """For those who keep and sign the policy; to anybody else it is an unknown address."""


site = GovernorsSite(name="admin")
