"""Approved versions refuse change in the database itself."""

from django.db import migrations

from policy.triggers import FrozenParts, FrozenVersion


class Migration(migrations.Migration):
    dependencies = [("policy", "0001_initial"), ("audit", "0002_refuse_changes")]

    operations = [
        FrozenVersion("policy_version"),
        FrozenParts("policy_section", through="version_id"),
        FrozenParts("policy_clauseversion", through="version_id"),
        FrozenParts("policy_tellrule", through="clause_version_id"),
        FrozenParts("policy_clausestep", through="clause_version_id"),
        FrozenParts("policy_clauseregister", through="clause_version_id"),
    ]
