"""What can be searched: one folded text a case, behind the one word `matching` (decision 21)."""

from typing import Any

from django.db import models

from incidents.models.cases import Incident


class SearchText(models.Model):
    """Every searchable word of a case, folded as people's names are. Never shown; its number is SQLite's rowid."""

    id = models.BigAutoField(primary_key=True)
    incident = models.OneToOneField(Incident, models.CASCADE, related_name="search_text")
    text = models.TextField()

    def __str__(self) -> str:
        return f"Words of {self.incident}"


@models.TextField.register_lookup
class Words(models.Lookup[str]):
    """`text__words="anna phone"`: each word begins a word of the text. tsvector or FTS5, by the database."""

    lookup_name = "words"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        asked = " & ".join(f"{word}:*" for word in str(self.rhs).split())
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [*params, asked]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, _ = self.process_lhs(compiler, connection)
        table = column.rsplit(".", 1)[0]  # the alias that Django gave incidents_searchtext
        asked = " ".join(f'"{word}"*' for word in str(self.rhs).split())
        return f'{table}."id" IN (SELECT rowid FROM incidents_words WHERE incidents_words MATCH %s)', [asked]
