"""Put the sample content into a site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.demo.loader import SiteNotEmpty, load
from cms.demo.site import credentials_file
from cms.demo.translating import write_catalogues


class Command(BaseCommand):
    """Thin: options in, one call, one sentence out. The work is in `cms.demo`."""

    help = (
        "Load the sample content in its languages, with an editor account to try it with. "
        "A completed load is not repeated: what editors changed or deleted stays so. "
        "An interrupted one is completed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options (see BaseCommand)."""
        parser.add_argument(
            "--port", type=int, default=8000, help="Port in the addresses of the site (8000)."
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="Write all sample pages again as shipped; edits to them are lost.",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="Load even though the site has other pages, and make the sample its front page.",
        )
        parser.add_argument(
            "--write-catalogues",
            action="store_true",
            help="Then write the translators' PO files anew. For developers of the sample.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the command (see BaseCommand)."""
        try:
            result = load(
                port=options["port"],
                force=options["force"],
                reset=options["reset"],
                progress=options["verbosity"] > 0,
            )
        except SiteNotEmpty as error:
            raise CommandError(
                "This site has pages of its own, so the sample content was not loaded. "
                "Use --force to load it all the same; it becomes the site's front page."
            ) from error
        if result.credentials:
            self.stdout.write(
                f"Sample content loaded: {result.pages} English pages, {result.snippets} snippets, "
                f"{result.translations} translations, {result.documents} documents, "
                f"{result.questions} test questions. "
                f"Sign in as {result.credentials.username!r} with the password in "
                f"{credentials_file()}."
            )
        else:
            self.stdout.write("The sample content is already loaded. Use --reset to restore it.")
        if options["write_catalogues"]:
            for language, missing in write_catalogues().items():
                self.stdout.write(f"{language}.po: {missing} segments to translate")
