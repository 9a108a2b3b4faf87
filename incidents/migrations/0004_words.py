"""The search index behind `matching`: FTS5 on SQLite, tsvector with GIN on PostgreSQL (decision 21)."""

from typing import Any

from django.db import migrations

POSTGRESQL = [
    "CREATE INDEX incidents_words ON incidents_searchtext USING gin (to_tsvector('simple', text))",
]
SQLITE = [
    "CREATE VIRTUAL TABLE incidents_words USING fts5(text, content='incidents_searchtext', content_rowid='id')",
    """CREATE TRIGGER incidents_words_in AFTER INSERT ON incidents_searchtext BEGIN
        INSERT INTO incidents_words(rowid, text) VALUES (NEW.id, NEW.text); END""",
    """CREATE TRIGGER incidents_words_out AFTER DELETE ON incidents_searchtext BEGIN
        INSERT INTO incidents_words(incidents_words, rowid, text) VALUES ('delete', OLD.id, OLD.text); END""",
    """CREATE TRIGGER incidents_words_change AFTER UPDATE ON incidents_searchtext BEGIN
        INSERT INTO incidents_words(incidents_words, rowid, text) VALUES ('delete', OLD.id, OLD.text);
        INSERT INTO incidents_words(rowid, text) VALUES (NEW.id, NEW.text); END""",
]


def build(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX incidents_words")
        return
    for name in ("in", "out", "change"):
        schema_editor.execute(f"DROP TRIGGER incidents_words_{name}")
    schema_editor.execute("DROP TABLE incidents_words")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_kinds")]

    operations = [migrations.RunPython(build, drop)]
