"""Pictures of posts, the people in them, and what is to be done about a live post that shows a child."""

import audit.models
import django.db.models.deletion
import uuid
from importlib import import_module

from django.db import migrations, models

from audit.triggers import Guard


GUARDS = [one for one in import_module("approvals.migrations.0005_guards_of_targets").Migration.operations
          if isinstance(one, Guard)]


def lift(apps, schema_editor):
    """SQLite makes an altered table anew, which triggers on others that ask it would refuse; 0011 stands them up."""
    for guard in GUARDS:
        for statement in guard.lifting(schema_editor.connection.vendor):
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0005_guards_of_targets'),
        ('files', '0002_scan'),
        ('school', '0120_terms'),
    ]

    operations = [
        migrations.RunPython(lift, migrations.RunPython.noop),
        migrations.AddField(
            model_name='decision',
            name='looked_at',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='postrequest',
            name='children_back_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='hold',
            name='cause',
            field=models.CharField(choices=[('person', 'an approver stopped it'), ('freeze', 'publishing is frozen'), ('official_user', 'the author is no longer an official user in force'), ('taken_down', 'it was taken down on another account'), ('consent', 'a child in it may not be shown there')], default='person', max_length=20),
        ),
        migrations.AlterField(
            model_name='versionpicture',
            name='sha256',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=150)),
                ('uploaded_at', models.DateTimeField()),
                ('original', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='approvals.postrequest')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person')),
            ],
            options={
                'ordering': ['uploaded_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Derivative',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('shape', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='derivatives', to='approvals.picture')),
            ],
            options={
                'ordering': ['made_at'],
            },
        ),
        migrations.CreateModel(
            name='PlacedPicture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('crop', models.JSONField(default=list)),
                ('blurs', models.JSONField(default=list)),
                ('refused', models.CharField(blank=True, max_length=300)),
                ('is_nobody', models.BooleanField(default=False)),
                ('adults', models.CharField(blank=True, max_length=300)),
                ('declared_at', models.DateTimeField(null=True)),
                ('declared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person')),
                ('derivative', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='approvals.derivative')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='approvals.picture')),
                ('place', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='placed', to='approvals.versionpicture')),
            ],
            options={
                'ordering': ['place__order'],
            },
        ),
        migrations.CreateModel(
            name='PersonInPicture',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='in_pictures', to='school.pupil')),
                ('placed', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='approvals.placedpicture')),
            ],
            options={
                'ordering': ['pupil__person__sort_key'],
            },
        ),
        migrations.CreateModel(
            name='TakedownTask',
            fields=[
                ('audit_key', models.BinaryField(default=audit.models.new_key, max_length=32)),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(choices=[('consent', 'a child in it may not be shown any more'), ('left', 'a child in it has left the school')], max_length=10)),
                ('due_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('taken_down', 'taken down'), ('kept', 'kept, as decided'), ('may_be_shown', 'the child may be shown again')], max_length=20)),
                ('pupil', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.pupil')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='school.person')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='approvals.posttarget')),
            ],
            options={
                'ordering': ['due_at', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='placedpicture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('declared_at', None), ('declared_by', None)), models.Q(('declared_at__isnull', False), ('declared_by__isnull', False)), _connector='OR'), name='a_declaration_says_who_and_when'),
        ),
        migrations.AddConstraint(
            model_name='placedpicture',
            constraint=models.CheckConstraint(condition=models.Q(('is_nobody', False), ('adults', ''), _connector='OR'), name='nobody_means_no_adult_either'),
        ),
        migrations.AddConstraint(
            model_name='personinpicture',
            constraint=models.UniqueConstraint(fields=('placed', 'pupil'), name='a_pupil_is_named_once_in_a_picture'),
        ),
        migrations.AddConstraint(
            model_name='takedowntask',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at', None)), fields=('target', 'pupil', 'cause'), name='one_open_task_per_post_child_and_cause'),
        ),
        migrations.AddConstraint(
            model_name='takedowntask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at', None)), models.Q(('settled_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='a_settled_task_says_how'),
        ),
    ]
