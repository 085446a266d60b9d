"""The posts, and their tags."""

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull

from app.database import EXACT
from app.models import Timestamps
from app.users.models import User


class Tag(models.Model):
    # Lower-casing can lengthen a text, so there is room for twice the 50 letters.
    name = models.CharField(max_length=100, unique=True, db_collation=EXACT)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.name = self.name.lower()


class PostQuerySet(models.QuerySet["Post"]):
    def listed_for(self, caller: User | None) -> "PostQuerySet":
        """What is published, and the caller's own drafts."""
        if caller is None:
            return self.filter(is_published=True)
        return self.filter(Q(is_published=True) | Q(author=caller))

    def readable_by(self, caller: User | None) -> "PostQuerySet":
        """What is listed, and for administrators every draft."""
        if caller is not None and caller.is_admin:
            return self
        return self.listed_for(caller)

    def search(self, text: str) -> "PostQuerySet":
        """Find a part of a title or body, ignoring case."""
        return self.filter(Q(title__icontains=text) | Q(body__icontains=text))

    def tagged(self, name: str) -> "PostQuerySet":
        tags = Tag.objects.filter(post=models.OuterRef("pk"), name=name.lower())
        return self.filter(models.Exists(tags))

    def with_relations(self) -> "PostQuerySet":
        """Load authors and tags along, whatever the number of posts."""
        return self.select_related("author").prefetch_related("tags")


class Post(Timestamps):
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    title = models.CharField(max_length=200)
    body = models.TextField(max_length=20_000)
    tags = models.ManyToManyField(Tag, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_published = models.GeneratedField(
        expression=IsNull(F("published_at"), False),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    views = models.PositiveIntegerField(default=0, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="posts_post_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def tag_names(self) -> list[str]:
        return sorted(tag.name for tag in self.tags.all())

    def may_be_changed_by(self, caller: User) -> bool:
        return self.author_id == caller.pk or caller.is_admin
