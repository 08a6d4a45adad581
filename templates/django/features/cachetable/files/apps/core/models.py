from django.db import models


class CacheEntry(models.Model):
    """The table of Django's database cache, so that the processes share one without a server.

    Only the cache itself reads and writes it.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "core_cache"

    def __str__(self) -> str:
        return self.cache_key
