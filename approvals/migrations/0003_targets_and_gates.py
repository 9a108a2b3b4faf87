"""Accounts of a version, targets, holds, freezes, take-downs, comments and what gates said."""

import audit.models
import django.db.models.deletion
import uuid
from django.db import migrations, models

from approvals.triggers import FrozenVersion, GuardedDecision, GuardedPublication, LegalMoves
from audit.triggers import InsertOnly


def lift(apps, schema_editor):
    """SQLite makes an altered table anew, which triggers on others that ask it would refuse; 0005 stands them up."""
    for guard in (
        FrozenVersion("approvals_postversion"),
        InsertOnly("approvals_versioneditor"),
        GuardedDecision("approvals_decision"),
        GuardedPublication("approvals_publication"),
        LegalMoves("approvals_postrequest", moves={"draft": ["submitted"]}),
    ):
        for statement in guard.lifting(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_guards'),
        ('school', '0100_mail_times'),
    ]

    operations = [
        migrations.RunPython(lift, migrations.RunPython.noop),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('once', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('passage', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(max_length=2000)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Freeze',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='GateRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('stage', models.CharField(choices=[('submit', 'when it was sent for approval'), ('approve', 'when it was approved'), ('release', 'when it was let go on'), ('publish', 'when it was published')], max_length=10)),
                ('results', models.JSONField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('person', 'an approver stopped it'), ('freeze', 'publishing is frozen'), ('official_user', 'the author is no longer an official user in force'), ('taken_down', 'it was taken down on another account')], default='person', max_length=20)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['at'],
            },
        ),
        migrations.CreateModel(
            name='PostTarget',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('not_before', models.DateTimeField(null=True)),
                ('not_after', models.DateTimeField(null=True)),
                ('status', models.CharField(choices=[('queued', 'ready to publish'), ('publishing', 'being published'), ('published', 'published'), ('held', 'on hold'), ('failed', 'failed'), ('dropped', 'not published there'), ('taken_down', 'taken down')], default='queued', max_length=20)),
                ('changed_at', models.DateTimeField()),
                ('row_version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'ordering': ['account__platform', 'account__handle', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PublicationCheck',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Takedown',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('error', 'Something in it was wrong'), ('consent', 'Somebody in it does not agree, or no longer'), ('safeguarding', 'It could put a child at risk'), ('complaint', 'Somebody complained'), ('comments', 'What people wrote below it'), ('out_of_date', 'It is no longer right or needed'), ('other', 'Another reason')], max_length=20)),
                ('evidence', models.TextField(max_length=1000)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='VersionAccount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('body', models.TextField(blank=True, max_length=5000)),
            ],
            options={
                'ordering': ['account__platform', 'account__handle', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='VersionPicture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('order', models.PositiveSmallIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('alt', models.CharField(blank=True, max_length=1000)),
                ('is_decorative', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['version', 'order'],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='accepted',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name='decision',
            name='dropped',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='decision',
            name='not_after',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='not_before',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='reason',
            field=models.CharField(blank=True, choices=[('not_now', 'It is not the time for it'), ('repeated', 'It was posted already'), ('not_ours', 'It is not for the school to post'), ('privacy', 'It tells too much about somebody'), ('wrong', 'Something in it is not right'), ('other', 'Another reason')], max_length=20),
        ),
        migrations.AddField(
            model_name='postrequest',
            name='lane',
            field=models.CharField(blank=True, choices=[('approved', 'approved'), ('self_authorised', 'authorised by its own author'), ('standing_template', 'from a standing template')], max_length=20),
        ),
        migrations.AddField(
            model_name='postrequest',
            name='note',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='postrequest',
            name='other_policy',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='postversion',
            name='form',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name='postversion',
            name='form',
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AlterField(
            model_name='account',
            name='platform',
            field=models.CharField(choices=[('facebook', 'Facebook'), ('instagram', 'Instagram'), ('x', 'X'), ('youtube', 'YouTube'), ('website', 'School website'), ('bluesky', 'Bluesky'), ('mastodon', 'Mastodon')], max_length=20),
        ),
        migrations.AlterField(
            model_name='postrequest',
            name='status',
            field=models.CharField(choices=[('draft', 'draft'), ('submitted', 'waiting for a decision'), ('changes_requested', 'changes asked for'), ('approved', 'approved'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn'), ('published', 'published'), ('expired', 'expired'), ('on_hold', 'on hold'), ('publishing', 'being published'), ('partly_published', 'published in part'), ('taken_down', 'taken down')], default='draft', max_length=20),
        ),
        migrations.AddField(
            model_name='comment',
            name='answers',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='approvals.comment'),
        ),
        migrations.AddField(
            model_name='comment',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='comment',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='approvals.postrequest'),
        ),
        migrations.AddField(
            model_name='comment',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='approvals.postversion'),
        ),
        migrations.AddField(
            model_name='freeze',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='freezes', to='approvals.account'),
        ),
        migrations.AddField(
            model_name='freeze',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='freeze',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='gaterun',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.account'),
        ),
        migrations.AddField(
            model_name='gaterun',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='gaterun',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gate_runs', to='approvals.postversion'),
        ),
        migrations.AddField(
            model_name='hold',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.account'),
        ),
        migrations.AddField(
            model_name='hold',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='hold',
            name='freeze',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='approvals.freeze'),
        ),
        migrations.AddField(
            model_name='hold',
            name='released_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='hold',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='approvals.postrequest'),
        ),
        migrations.AddField(
            model_name='posttarget',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='approvals.account'),
        ),
        migrations.AddField(
            model_name='posttarget',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='approvals.postrequest'),
        ),
        migrations.AddField(
            model_name='posttarget',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='approvals.postversion'),
        ),
        migrations.AddField(
            model_name='publication',
            name='target',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='approvals.posttarget'),
        ),
        migrations.AddField(
            model_name='publicationcheck',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='publicationcheck',
            name='publication',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='check_by_another', to='approvals.publication'),
        ),
        migrations.AddField(
            model_name='takedown',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person'),
        ),
        migrations.AddField(
            model_name='takedown',
            name='target',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='takedown', to='approvals.posttarget'),
        ),
        migrations.AddField(
            model_name='versionaccount',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.account'),
        ),
        migrations.AddField(
            model_name='versionaccount',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='approvals.postversion'),
        ),
        migrations.AddField(
            model_name='posttarget',
            name='placement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.versionaccount'),
        ),
        migrations.AddField(
            model_name='versionpicture',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pictures', to='approvals.postversion'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_comment_says_something'),
        ),
        migrations.AddConstraint(
            model_name='freeze',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('account',), name='one_open_freeze_per_account'),
        ),
        migrations.AddConstraint(
            model_name='freeze',
            constraint=models.UniqueConstraint(models.Case(models.When(account=None, then=models.Value(1)), default=models.Value(0)), condition=models.Q(('account', None), ('ended_at', None)), name='one_open_freeze_of_the_school'),
        ),
        migrations.AddConstraint(
            model_name='freeze',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='ended_freeze_names_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_hold_says_why'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cause', 'freeze'), ('freeze__isnull', False)), models.Q(('cause', 'freeze'), _negated=True), _connector='OR'), name='a_hold_for_a_freeze_names_it'),
        ),
        migrations.AddConstraint(
            model_name='takedown',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='a_takedown_has_its_evidence'),
        ),
        migrations.AddConstraint(
            model_name='versionaccount',
            constraint=models.UniqueConstraint(fields=('version', 'account'), name='a_version_names_an_account_once'),
        ),
        migrations.AddIndex(
            model_name='posttarget',
            index=models.Index(fields=['account', 'status'], name='target_by_account_and_state'),
        ),
        migrations.AddConstraint(
            model_name='posttarget',
            constraint=models.UniqueConstraint(fields=('request', 'account'), name='a_post_has_one_target_per_account'),
        ),
        migrations.AddConstraint(
            model_name='versionpicture',
            constraint=models.UniqueConstraint(fields=('version', 'order'), name='a_place_in_a_version_holds_one_picture'),
        ),
        migrations.AddConstraint(
            model_name='versionpicture',
            constraint=models.CheckConstraint(condition=models.Q(('is_decorative', False), ('alt', ''), _connector='OR'), name='a_decorative_picture_has_no_words'),
        ),
    ]
