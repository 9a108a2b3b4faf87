"""Every post so far had one account: its versions get that account as a row, what was approved its target."""

from django.db import migrations


def fill(apps, schema_editor):
    models = {name: apps.get_model("approvals", name) for name in
              ("PostRequest", "PostVersion", "VersionAccount", "PostTarget", "Publication")}
    placed = {}
    rows = []
    for version in models["PostVersion"].objects.only("pk", "account_id").iterator():
        row = models["VersionAccount"](version_id=version.pk, account_id=version.account_id)
        placed[version.pk] = row.pk
        rows.append(row)
    models["VersionAccount"].objects.bulk_create(rows, batch_size=500)
    allowed = models["PostRequest"].objects.filter(status__in=["approved", "published"])
    for post in allowed.select_related("current_version").iterator():
        version = post.current_version
        target = models["PostTarget"].objects.create(
            request=post,
            account_id=version.account_id,
            version=version,
            placement_id=placed[version.pk],
            not_before=version.not_before,
            not_after=version.not_after,
            status="queued" if post.status == "approved" else "published",
            changed_at=post.changed_at,
        )
        models["Publication"].objects.filter(version=version).update(target=target)
    allowed.update(lane="approved")


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_targets_and_gates")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
