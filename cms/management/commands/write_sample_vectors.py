"""Write the vectors of the sample's passages, which are shipped with it."""

from typing import Any

from django.core.management.base import BaseCommand

from assistant.index import current, shipped_vectors
from cms.demo.files import VECTORS_DIR


class Command(BaseCommand):
    """Thin: `make sample-vectors` runs it in a site that has the sample and nothing else."""

    help = (
        "Write the vectors of everything that is indexed here into the sample's folder, "
        "for developers of the sample: see `make sample-vectors`."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command (see BaseCommand)."""
        for locale, texts in shipped_vectors.write(VECTORS_DIR, current()).items():
            size = (VECTORS_DIR / f"{locale}.npz").stat().st_size
            self.stdout.write(f"{locale}: {texts} texts, {size / 1000:.0f} kB")
