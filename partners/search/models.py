"""What the search keeps beside the directory: all of it follows from other tables.

Only the database writes here, at commit (`migrations/sql/`), so that a change by any route counts:
admin, shell or SQL. `manage.py rebuild_search` makes everything again.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from partners.models import Organisation


class DirectoryVersion(models.Model):
    """One row: which state of the directory the database holds.

    `version` rises by one with each commit that changes anything a visitor sees. `token` is
    random for each, so that two databases, or two histories of one, are never taken for the same.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)
    token = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(id=1), name="directoryversion_one_row"),)

    def __str__(self) -> str:
        return f"{self.version}"


class DirectoryChange(models.Model):
    """A note that something changed; without a version until its transaction commits.

    `subject` is `organisation`, or the shared table that changed. `follows` is the token of the
    version before, by which a process tells that nothing is missing between its own and this one.
    """

    transaction = models.BigIntegerField()
    subject = models.TextField()
    subject_id = models.BigIntegerField()
    version = models.BigIntegerField(null=True)
    follows = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["version"], name="directorychange_version"),)
        constraints = (
            models.UniqueConstraint(
                fields=["transaction", "subject", "subject_id"],
                condition=Q(version__isnull=True),
                name="directorychange_noted_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"


class SearchedOrganisation(models.Model):
    """Where an organisation works: ids of the authorities that it is based in, reaches or covers.

    Reaches: its travel circle holds a postcode sector of the authority.
    """

    organisation = models.OneToOneField(
        Organisation,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="searched",
    )
    authorities = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"Where organisation {self.pk} works"


class SearchDocument(models.Model):
    """The words of one offer together with its organisation's.

    Every organisation also has one without an offer, for when it has no public offer.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="search_documents",
    )
    # No foreign key: these rows are made again at commit, whatever was deleted.
    offer_id = models.BigIntegerField(null=True, db_index=True)
    document = SearchVectorField()

    class Meta:
        indexes = (GinIndex(fields=["document"], name="searchdocument_document"),)

    def __str__(self) -> str:
        return f"Words of offer {self.offer_id} of organisation {self.organisation_id}"


class SearchWord(models.Model):
    """A word of some document, or a name whole, as written, to put typing mistakes right with."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = (GistIndex(OpClass("word", name="gist_trgm_ops"), name="searchword_trigrams"),)

    def __str__(self) -> str:
        return self.word
